// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.executor.FailureKind;
import dev.executor.isolation.ByteSize;
import dev.executor.isolation.Exit;
import dev.executor.isolation.Limit;
import dev.executor.isolation.Profile;
import dev.executor.isolation.SandboxConfig.NativeCalls;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Commands that use more memory than they may. None tries to get more than 256 MiB.
@ParameterizedClass
@EnumSource(NativeCalls.class)
class MemoryBombsTest extends HostileTest {
    private static final ByteSize MEMORY = ByteSize.mib(48);

    MemoryBombsTest(NativeCalls nativeCalls) {
        super(nativeCalls);
    }

    private void assertOutOfMemory(Profile profile, String script) throws Exception {
        require(profile, Limit.MEMORY);
        var bomb =
                start(sh(profile, WAIT + script).limits(limits().memory(MEMORY).build()));
        assertInForce(MEMORY.bytes(), "memory.max", "memory.limit_in_bytes");
        letGo();
        var failure = failure(outcome(bomb), FailureKind.OUT_OF_MEMORY);
        assertThat(failure.result().exit()).isEqualTo(new Exit.LimitExceeded(Limit.MEMORY));
        assertThat(failure).hasMessageContaining("exceeded its limit MEMORY of 48 MiB");
        assertThat(failure.result().usage().peakMemory())
                .hasValueSatisfying(peak -> assertThat(peak).isLessThanOrEqualTo(MEMORY));
    }

    @ParameterizedTest
    @EnumSource(Profile.class)
    void oneProcessThatTouchesItsPagesIsKilled(Profile profile) throws Exception {
        assertOutOfMemory(profile, "head -c 256M /dev/zero | tail -c 256M >/dev/null");
    }

    @ParameterizedTest
    @EnumSource(Profile.class)
    void manySmallChildrenAreAllKilledWhenTheyHaveTooMuchTogether(Profile profile) throws Exception {
        assertOutOfMemory(profile, """
                for i in 1 2 3 4 5 6 7 8; do
                    { head -c 16M /dev/zero; sleep 1000; } | tail -c 16M >/dev/null &
                done
                wait""");
    }

    @Test
    void aParentThatDoesNotCareForItsKilledChildDoesNotHideIt() throws Exception {
        assertOutOfMemory(Profile.TRUSTED, "head -c 256M /dev/zero | tail -c 256M >/dev/null; exit 0");
    }

    @ParameterizedTest
    @EnumSource(
            value = Profile.class,
            names = {"STANDARD", "UNTRUSTED"})
    void filesInSharedMemoryCount(Profile profile) throws Exception {
        assertOutOfMemory(profile, "head -c 256M /dev/zero >/dev/shm/fill; sleep 1000");
    }

    @Test
    void filesInTheMemoryOfThePrivateFolderForTemporaryFilesCount() throws Exception {
        assertOutOfMemory(Profile.UNTRUSTED, "head -c 256M /dev/zero >/tmp/fill; sleep 1000");
    }

    @Test
    void theKillOfSomebodyElseIsNoLackOfMemory() throws Exception {
        require(Profile.TRUSTED, Limit.MEMORY);
        var failure = fail(
                sh(Profile.TRUSTED, "kill -9 $$").limits(limits().memory(MEMORY).build()), FailureKind.SIGNALLED);
        assertThat(failure.result().exit()).isEqualTo(new Exit.Signalled(9));
        assertThat(failure).hasMessageContaining("was ended by signal 9");
    }

    @Test
    void aProgramThatRunsOutOfMemoryByItselfHasItsOwnExit() throws Exception {
        require(Profile.TRUSTED, Limit.MEMORY);
        var failure = fail(
                sh(Profile.TRUSTED, "echo 'out of memory' >&2; exit 137")
                        .limits(limits().memory(MEMORY).build()),
                withoutNativeCalls() ? FailureKind.SIGNALLED : FailureKind.NONZERO_EXIT);
        assertThat(failure.result().exit())
                .isEqualTo(withoutNativeCalls() ? new Exit.Signalled(9) : new Exit.Exited(137));
    }
}
