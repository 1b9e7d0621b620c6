// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.executor.isolation.Limit;
import dev.executor.isolation.Profile;
import dev.executor.isolation.Sandbox;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/// What a test needs of the machine. Where it is missing, the test is skipped; where the environment variable
/// `EXECUTOR_SANDBOX_REQUIRED` is 1, it fails. A reason that can be mended by a package says `install` and its
/// name: the last line of `mvn verify` lists them.
final class Required {
    private static final boolean ALL = "1".equals(System.getenv("EXECUTOR_SANDBOX_REQUIRED"));

    private Required() {}

    private static void check(boolean there, String what) {
        if (ALL) {
            assertThat(there).as(what + " (EXECUTOR_SANDBOX_REQUIRED is 1)").isTrue();
        } else {
            assumeTrue(there, what);
        }
    }

    static void linux() {
        check(Files.exists(Path.of("/proc/self/status")), "this is Linux");
        check(Files.isExecutable(Path.of("/bin/sh")), "there is a shell");
    }

    static void root() throws Exception {
        check(Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0), "this is root");
    }

    static void profile(Sandbox sandbox, Profile profile) {
        check(
                sandbox.capabilities().profiles().contains(profile),
                "the sandbox has the profile " + profile + ": "
                        + sandbox.capabilities().gaps().stream()
                                .filter(gap -> gap.what().equals("profile " + profile))
                                .toList());
    }

    static void limits(Sandbox sandbox, Limit... limits) {
        check(
                sandbox.capabilities().limits().keySet().containsAll(Arrays.asList(limits)),
                "the sandbox has the limits " + Arrays.toString(limits) + ": "
                        + sandbox.capabilities().gaps());
    }

    /// Control groups, without which a daemon of a command of the profile TRUSTED gets away.
    static void groups(Sandbox sandbox) {
        check(
                sandbox.capabilities().killsTrees(),
                "the sandbox has control groups: " + sandbox.capabilities().gaps());
    }

    static void program(String name) {
        check(
                Arrays.stream(System.getenv("PATH").split(":", -1))
                        .anyMatch(folder -> Files.isExecutable(Path.of(folder, name))),
                "there is a program " + name + "; install " + packageOf(name));
    }

    /// {@return Debian's package of a program}
    private static String packageOf(String program) {
        return switch (program) {
            case "setsid", "unshare" -> "util-linux";
            case "mknod", "mkfifo" -> "coreutils";
            default -> program;
        };
    }
}
