// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.executor.isolation.SandboxConfig.NativeCalls;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// A machine without control groups, without bubblewrap, and an application without native access, as in a container
/// that is locked down: in a view of the file system in which they are hidden.
class FallbackTest extends HostileTest {
    private static final String HIDING = """
            mount -t tmpfs none /sys/fs/cgroup && for p in /usr/bin/bwrap /bin/bwrap /usr/local/bin/bwrap; do
            if [ -e $p ]; then mount --bind /dev/null $p || exit 1; fi; done; exec "$@\"""";

    FallbackTest() {
        super(NativeCalls.IF_GRANTED);
    }

    @Test
    void commandsThatAreTrustedRunWithWhatIsThereAndTheRestIsRefusedWithTheReason() throws Exception {
        Required.root();
        Required.program("unshare");
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        Path folder = temporary.resolve("state-bare");
        var application = new ProcessBuilder(
                        "unshare",
                        "--mount",
                        "sh",
                        "-c",
                        HIDING,
                        "sh",
                        java.toString(),
                        "-Xmx48m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        OrphanTest.classPath(),
                        Bare.class.getName(),
                        folder.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(application.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(application.waitFor(Duration.ofSeconds(60))).isTrue();
        assertThat(said)
                .contains("NONE PROCESS_BUILDER [TRUSTED] trees false orphans false")
                .containsPattern("gap: control groups \\(.*see docs/sandbox.md\\)")
                .containsPattern("gap: fast starts \\(native access is not granted.*--enable-native-access=ALL-UNNAMED")
                .containsPattern("gap: profile STANDARD \\(bubblewrap is not installed; install bubblewrap")
                .contains("gap: profile UNTRUSTED (", "gap: killing whole trees in profile TRUSTED (")
                .contains("works\n50\n")
                .containsPattern("refused: .*profile STANDARD.*bubblewrap is not installed")
                .contains("gap: CPU_TIME (nothing counts the processor time of all processes of a command together")
                .containsPattern("refused: .*MEMORY")
                .containsPattern("refused: .*CPU_TIME")
                .endsWith("CLOSED\n");
        assertThat(new Leftovers(folder).having("environ"))
                .as("the child that was left in the background")
                .isEmpty();
        assertThat(Leftovers.list(folder)).allMatch(path -> path.endsWith("lock"));
    }
}
