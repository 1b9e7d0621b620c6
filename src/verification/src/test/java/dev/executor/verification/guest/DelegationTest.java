// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.verification.guest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.executor.ExecutorPool;
import dev.executor.TaskOutcome;
import dev.executor.isolation.ByteSize;
import dev.executor.isolation.Command;
import dev.executor.isolation.ProcessFailedException;
import dev.executor.isolation.ProcessResult;
import dev.executor.isolation.Profile;
import dev.executor.isolation.ResourceLimits;
import dev.executor.isolation.Sandbox;
import dev.executor.isolation.SandboxConfig.OwnCgroup;
import dev.executor.isolation.UnsupportedIsolationException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// An application that is not root, in a group of its own that was handed over to its user, as systemd does it for a
/// service with `Delegate=yes`.
class DelegationTest {
    private static final Path GROUP = Path.of("/sys/fs/cgroup/delegated");
    private static final Duration LONG = Duration.ofSeconds(90);
    private static final String USER = "65534";

    @BeforeEach
    void handOver() throws IOException {
        Files.createDirectory(GROUP);
        for (String file : List.of("", "cgroup.procs", "cgroup.subtree_control", "cgroup.threads")) {
            Files.setAttribute(GROUP.resolve(file), "unix:uid", Integer.valueOf(USER));
        }
    }

    @AfterEach
    void remove() throws IOException {
        Files.writeString(GROUP.resolve("cgroup.kill"), "1");
        await().atMost(LONG)
                .until(() -> Files.readString(GROUP.resolve("cgroup.events")).contains("populated 0"));
        try (var folders = Files.walk(GROUP)) {
            for (var folder : folders.filter(Files::isDirectory).toList().reversed()) {
                Files.delete(folder);
            }
        }
    }

    @Test
    void adoptsItsGroupAndLimitsMemoryInIt() throws Exception {
        assertThat(run(OwnCgroup.ADOPT)).contains("groups: V2", "outcome: LimitExceeded[limit=MEMORY]");
        assertThat(GROUP.resolve("executor-application")).isDirectory();
        try (var left = Files.list(GROUP)) {
            assertThat(left.filter(Files::isDirectory).map(Path::getFileName))
                    .containsExactly(Path.of("executor-application"));
        }
    }

    @Test
    void saysWhyThereAreNoLimitsIfItMayNotAdoptItsGroup() throws Exception {
        assertThat(run(OwnCgroup.LEAVE))
                .contains("groups: NONE", "gap: control groups", "contains processes", "refused: ", "MEMORY");
    }

    private static String run(OwnCgroup own) throws IOException, InterruptedException {
        var process = new ProcessBuilder(
                        "sh",
                        "-c",
                        "echo 0 >$0/cgroup.procs && exec setpriv --reuid=$1 --regid=$1 --clear-groups \"$2\" -cp \"$3\""
                                + " -XX:+UseSerialGC -XX:TieredStopAtLevel=1 \"$4\" \"$5\"",
                        GROUP.toString(),
                        USER,
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        readableClassPath(),
                        Application.class.getName(),
                        own.name())
                .redirectErrorStream(true)
                .start();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(LONG)).isTrue();
        assertThat(process.exitValue()).as(output).isZero();
        return output;
    }

    /// Whose repository of jars it is may have kept it to himself.
    private static String readableClassPath() throws IOException {
        var home = Files.createTempDirectory("class-path");
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxr-xr-x"));
        var copies = new ArrayList<String>();
        for (String entry : System.getProperty("java.class.path").split(":")) {
            if (entry.contains("/target/") || entry.contains("slf4j")) {
                var copy = home.resolve(copies.size() + (entry.endsWith(".jar") ? ".jar" : ""));
                copyAll(Path.of(entry), copy);
                copies.add(copy.toString());
            }
        }
        return String.join(":", copies);
    }

    private static void copyAll(Path source, Path target) throws IOException {
        try (var paths = Files.walk(source)) {
            for (var path : paths.toList()) {
                var copy =
                        Files.copy(path, target.resolve(source.relativize(path).toString()));
                var mode = Files.isDirectory(copy) ? "rwxr-xr-x" : "rw-r--r--";
                Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString(mode));
            }
        }
    }

    /// What runs in the group.
    static final class Application {
        private Application() {}

        public static void main(String[] arguments) throws Exception {
            try (var sandbox = Sandbox.builder()
                            .ownCgroup(OwnCgroup.valueOf(arguments[0]))
                            .open();
                    var pool = ExecutorPool.builder("delegated").build()) {
                System.out.println("groups: " + sandbox.capabilities().cgroups());
                sandbox.capabilities().gaps().forEach(gap -> System.out.println("gap: " + gap));
                var command = Command.builder("tail", "/dev/zero")
                        .profile(Profile.TRUSTED)
                        .limits(ResourceLimits.builder()
                                .memory(ByteSize.mib(32))
                                .wallTime(LONG)
                                .build())
                        .build();
                try {
                    System.out.println("outcome: "
                            + exit(pool.submit(sandbox.task("hog", command)).await()));
                } catch (UnsupportedIsolationException e) {
                    System.out.println("refused: " + e.getMessage());
                }
            }
        }

        private static Object exit(TaskOutcome<ProcessResult> outcome) {
            return outcome instanceof TaskOutcome.Failed<ProcessResult> failed
                            && failed.cause() instanceof ProcessFailedException e
                    ? e.result().exit()
                    : outcome;
        }
    }
}
