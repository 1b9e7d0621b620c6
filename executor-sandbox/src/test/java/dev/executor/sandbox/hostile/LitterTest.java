// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.executor.isolation.Profile;
import dev.executor.isolation.SandboxConfig.NativeCalls;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Work folders that are hard to delete.
class LitterTest extends HostileTest {
    LitterTest() {
        super(NativeCalls.IF_GRANTED);
    }

    @Test
    void aTreeOfFiveThousandLevelsIsDeleted() throws Exception {
        require(Profile.TRUSTED);
        succeed(perl(
                Profile.TRUSTED,
                "for (1..5000) { mkdir 'a-folder' or die $!; chdir 'a-folder' or die $! }"
                        + " open(F, '>', 'bottom') or die $!; print 'done'"));
    }

    @ParameterizedTest
    @EnumSource(Profile.class)
    void foldersAndFilesWithoutPermissionsAreDeleted(Profile profile) throws Exception {
        require(profile);
        succeed(
                sh(
                        profile,
                        "mkdir -p a/b/c d/e; >a/b/c/f; >d/e/f; chmod 000 a/b/c/f a/b/c a/b a d/e/f; chmod 500 d/e; chmod 000 ."));
    }

    @Test
    void oddNamesAndLinksToElsewhereAreDeletedAndElsewhereIsLeftAlone() throws Exception {
        require(Profile.TRUSTED);
        var elsewhere = Files.createDirectory(temporary.resolve("elsewhere"));
        Files.writeString(elsewhere.resolve("kept"), "kept");
        succeed(sh(Profile.TRUSTED, """
                ln -s %1$s link; ln -s . loop; ln -s missing dangling; mkfifo pipe; ln %1$s/kept hard
                mkdir -- -rf '*' ' ' '"' "$(printf 'a\\nb')" "$(printf '\\377\\376')" .deleted-0 .deleted-1 ...
                mkdir -p .deleted-0/x .deleted-1/y ' /z'; >"$(printf '\\303\\244')"; true""".formatted(elsewhere)));
        assertThat(elsewhere.resolve("kept")).hasContent("kept");
    }
}
