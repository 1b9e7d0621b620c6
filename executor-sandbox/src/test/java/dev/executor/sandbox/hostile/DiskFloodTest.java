// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.executor.FailureKind;
import dev.executor.isolation.ByteSize;
import dev.executor.isolation.Exit;
import dev.executor.isolation.Limit;
import dev.executor.isolation.ProcessFailedException;
import dev.executor.isolation.Profile;
import dev.executor.isolation.SandboxConfig.NativeCalls;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Commands that fill the disk, or open all the files they can.
@ParameterizedClass
@EnumSource(NativeCalls.class)
class DiskFloodTest extends HostileTest {
    private static final ByteSize DISK = ByteSize.mib(8);

    DiskFloodTest(NativeCalls nativeCalls) {
        super(nativeCalls);
    }

    private ProcessFailedException assertDiskExceeded(Profile profile, String script) throws Exception {
        require(profile, Limit.DISK);
        var failure = fail(sh(profile, script).limits(limits().disk(DISK).build()), FailureKind.LIMIT_EXCEEDED);
        assertThat(failure.result().exit()).isEqualTo(new Exit.LimitExceeded(Limit.DISK));
        assertThat(failure).hasMessageContaining("exceeded its limit DISK of 8 MiB");
        return failure;
    }

    @ParameterizedTest
    @EnumSource(Profile.class)
    void oneFileThatGrowsIsStoppedAtTheLimit(Profile profile) throws Exception {
        assertDiskExceeded(profile, "head -c 200M /dev/zero >fill; ls -l fill; exit 1");
    }

    @Test
    void aFileThatGrowsInManySmallWritesIsStoppedAtTheLimit() throws Exception {
        assertDiskExceeded(Profile.TRUSTED, "while :; do head -c 64K /dev/zero; done >>fill");
    }

    @ParameterizedTest
    @EnumSource(Profile.class)
    void manyFilesAreStopped(Profile profile) throws Exception {
        assertDiskExceeded(
                profile, "i=0; while [ $i -lt 2000 ]; do i=$((i+1)); head -c 100K /dev/zero >f$i; done; sleep 1000");
    }

    @Test
    void manyEmptyFilesAndFoldersAreStopped() throws Exception {
        assertDiskExceeded(
                Profile.TRUSTED, "i=0; while [ $i -lt 20000 ]; do i=$((i+1)); >f$i; done; mkdir d; sleep 1000");
    }

    @Test
    void aSparseGiantIsStopped() throws Exception {
        if (withoutNativeCalls()) { // which signal it was is not told, and there is no file that could tell
            require(Profile.TRUSTED, Limit.DISK);
            var giant = sh(Profile.TRUSTED, "exec truncate -s 10G giant");
            var failure = fail(giant.limits(limits().disk(DISK).build()), FailureKind.SIGNALLED);
            assertThat(failure).hasMessageContaining("was ended by signal 25 (SIGXFSZ, a file past its limit)");
        } else {
            assertDiskExceeded(Profile.TRUSTED, "exec truncate -s 10G giant");
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Profile.class,
            names = {"TRUSTED", "STANDARD"})
    void theFolderForTemporaryFilesCounts(Profile profile) throws Exception {
        assertDiskExceeded(
                profile,
                "i=0; while [ $i -lt 200 ]; do i=$((i+1)); head -c 1M /dev/zero >$TMPDIR/f$i; done; sleep 1000");
    }

    @Test
    void theFolderForTemporaryFilesOfUntrustedCommandsHas64MebibytesAndNoMore() throws Exception {
        require(Profile.UNTRUSTED);
        var failure = fail(
                sh(Profile.UNTRUSTED, "head -c 100M /dev/zero >/tmp/fill; code=$?; wc -c </tmp/fill; exit $code"),
                FailureKind.NONZERO_EXIT);
        assertThat(failure.result().log().text()).contains("No space left on device", Integer.toString(64 << 20));
    }

    @Test
    void aFileLargerThanItsLimitEndsItsProcess() throws Exception {
        require(Profile.TRUSTED, Limit.FILE_SIZE);
        var failure = fail(
                sh(Profile.TRUSTED, "ulimit -f; exec head -c 10M /dev/zero >fill")
                        .limits(limits().fileSize(ByteSize.mib(1)).build()),
                FailureKind.LIMIT_EXCEEDED);
        assertThat(failure.result().log().text()).isEqualTo("2048\n"); // blocks of 512 bytes
        assertThat(failure.result().exit()).isEqualTo(new Exit.LimitExceeded(Limit.FILE_SIZE));
    }

    @ParameterizedTest
    @EnumSource(Profile.class)
    void aProcessThatOpensAllTheFilesItCanGetsAnError(Profile profile) throws Exception {
        require(profile, Limit.OPEN_FILES);
        Required.program("perl");
        var failure = fail(
                sh(
                                profile,
                                "ulimit -n >&2; exec perl -e 'while (1) { open($f[$n++], \"<\", \"/dev/null\")"
                                        + " || die \"at $n: $!\\n\" }'")
                        .limits(limits().openFiles(32).build()),
                FailureKind.NONZERO_EXIT);
        assertThat(failure.result().log().text()).startsWith("32\nat ").contains("Too many open files");
    }

    @Test
    void aProcessHasOnlyItsThreeDescriptors() throws Exception {
        require(Profile.TRUSTED);
        for (Profile profile : sandbox.capabilities().profiles()) {
            // The folder itself is open while it is listed.
            var result = succeed(command(profile, "ls", "/proc/self/fd"));
            assertThat(result.log().lines()).as(profile.toString()).hasSize(4);
        }
    }
}
