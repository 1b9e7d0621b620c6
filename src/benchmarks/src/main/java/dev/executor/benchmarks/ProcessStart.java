// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.benchmarks;

import dev.executor.ExecutorPool;
import dev.executor.isolation.Command;
import dev.executor.isolation.Profile;
import dev.executor.isolation.Sandbox;
import dev.executor.isolation.SandboxConfig.NativeCalls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// From submit to result of `/bin/true`, in each profile, against other ways of starting it. All take turns, so that
/// what disturbs one disturbs all.
///
/// The container runtimes are started from their command line, in namespaces of their own but for the network, with the
/// host's `/usr` as it is.
public final class ProcessStart {
    private static final int WARM_UP = 300;
    private static final int RUNS = 300;
    private static final String TRUE = "/bin/true";

    /// The confinement of [Profile#STANDARD], without what the sandbox does besides.
    private static final String STANDARD_CONFINEMENT =
            "bwrap --unshare-user --disable-userns --unshare-ipc --unshare-pid"
                    + " --unshare-uts --unshare-cgroup-try --ro-bind / / --dev /dev --proc /proc --tmpfs /run"
                    + " --ro-bind-try /proc/sys /proc/sys --ro-bind-try /proc/sysrq-trigger /proc/sysrq-trigger"
                    + " --ro-bind-try /proc/fs /proc/fs --ro-bind-try /proc/acpi /proc/acpi"
                    + " --ro-bind-try /proc/scsi /proc/scsi --ro-bind-try /proc/irq /proc/irq"
                    + " --ro-bind-try /proc/bus /proc/bus --bind /tmp /tmp --tmpfs /mnt --bind /var/tmp /var/tmp"
                    + " --die-with-parent --new-session --cap-drop ALL --clearenv " + TRUE;

    /// The confinement of [Profile#UNTRUSTED], without the filter.
    private static final String UNTRUSTED_CONFINEMENT =
            "bwrap --unshare-user --unshare-all --disable-userns --uid 65534"
                    + " --gid 65534 --ro-bind /usr /usr --symlink usr/lib /lib --symlink usr/lib64 /lib64 --symlink usr/bin /bin"
                    + " --proc /proc --dev /dev --size 67108864 --tmpfs /tmp --tmpfs /run --die-with-parent --new-session"
                    + " --cap-drop ALL --clearenv " + TRUE;

    /// As the sandbox does where it is root.
    private static final String ANOTHER_USER = "setpriv --reuid 65534 --regid 65534 --clear-groups -- ";

    private static final String SPEC = """
            {"ociVersion": "1.0.2", "root": {"path": "rootfs", "readonly": true}, "hostname": "bench",
             "process": {"terminal": false, "user": {"uid": 0, "gid": 0}, "args": ["/bin/true"], "env": ["PATH=/usr/bin:/bin"],
                         "cwd": "/", "noNewPrivileges": true},
             "mounts": [{"destination": "/usr", "type": "bind", "source": "/usr", "options": ["rbind", "ro"]},
                        {"destination": "/proc", "type": "proc", "source": "proc"},
                        {"destination": "/dev", "type": "tmpfs", "source": "tmpfs"}],
             "linux": {"namespaces": [{"type": "pid"}, {"type": "ipc"}, {"type": "uts"}, {"type": "mount"}]}}
            """;

    private ProcessStart() {}

    private interface Start {
        void run() throws Exception;
    }

    /// Runs all and prints a table.
    ///
    /// @param args none
    /// @throws Exception if one fails
    public static void main(String[] args) throws Exception {
        Path bundle = Files.createTempDirectory("bundle");
        Files.writeString(bundle.resolve("config.json"), SPEC);
        Path rootfs = Files.createDirectory(bundle.resolve("rootfs"));
        for (String folder : List.of("usr", "proc", "dev")) {
            Files.createDirectory(rootfs.resolve(folder));
        }
        for (String link : List.of("bin", "lib", "lib64")) {
            Files.createSymbolicLink(rootfs.resolve(link), Path.of("usr", link));
        }
        try (var fast = Sandbox.open();
                var slow = Sandbox.builder().nativeCalls(NativeCalls.NEVER).open();
                var pool = ExecutorPool.builder("starts").build()) {
            Map<String, Start> starts = new LinkedHashMap<>();
            starts.put("ProcessBuilder", () -> process(TRUE));
            for (var profile : Profile.values()) {
                starts.put(profile + ", native", sandboxed(fast, profile, pool));
                starts.put(profile + ", ProcessBuilder", sandboxed(slow, profile, pool));
            }
            starts.put("bwrap, confinement of STANDARD", () -> process(STANDARD_CONFINEMENT.split(" ")));
            starts.put("bwrap, confinement of UNTRUSTED", () -> process(UNTRUSTED_CONFINEMENT.split(" ")));
            starts.put(
                    "setpriv and bwrap, confinement and user of UNTRUSTED",
                    () -> process((ANOTHER_USER + UNTRUSTED_CONFINEMENT).split(" ")));
            for (var runtime : List.of("crun", "runc")) {
                starts.put(runtime, container(runtime, bundle));
            }
            print(measure(starts));
        }
    }

    private static Start sandboxed(Sandbox sandbox, Profile profile, ExecutorPool pool) {
        if (!sandbox.capabilities().profiles().contains(profile)) {
            return () -> {
                throw new IOException("not on this machine");
            };
        }
        var task = sandbox.task("true", Command.builder(TRUE).profile(profile).build());
        return () -> pool.submit(task).join();
    }

    private static Start container(String runtime, Path bundle) {
        var count = new int[1];
        return () -> process(
                runtime,
                "run",
                "--bundle",
                bundle.toString(),
                "bench-" + ProcessHandle.current().pid() + "-" + count[0]++);
    }

    private static void process(String... command) throws IOException, InterruptedException {
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var output = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(output.strip().lines().findFirst().orElse("code " + process.exitValue()));
        }
    }

    private static Map<String, Optional<List<Double>>> measure(Map<String, Start> starts) throws Exception {
        Map<String, Optional<List<Double>>> millis = new LinkedHashMap<>();
        for (int i = 0; i < WARM_UP + RUNS; i++) {
            for (var start : starts.entrySet()) {
                var sofar = millis.computeIfAbsent(start.getKey(), _ -> Optional.of(new ArrayList<>()));
                if (sofar.isEmpty()) {
                    continue;
                }
                long beganNanos = System.nanoTime();
                try {
                    start.getValue().run();
                } catch (IOException e) { // not installed, or it does not work on this machine
                    System.out.println(start.getKey() + ": " + e.getMessage());
                    millis.put(start.getKey(), Optional.empty());
                    continue;
                }
                if (i >= WARM_UP) {
                    sofar.get().add((System.nanoTime() - beganNanos) / 1e6);
                }
            }
        }
        return millis;
    }

    private static void print(Map<String, Optional<List<Double>>> measured) {
        System.out.println("| start to end of /bin/true | min ms | p50 ms | p90 ms | x ProcessBuilder, p50 |");
        System.out.println("| --- | --- | --- | --- | --- |");
        double base = 0;
        for (var entry : measured.entrySet()) {
            if (entry.getValue().isEmpty()) {
                continue;
            }
            var millis = entry.getValue().get();
            Collections.sort(millis);
            double median = millis.get(millis.size() / 2);
            base = base == 0 ? median : base;
            System.out.printf(
                    "| %s | %.1f | %.1f | %.1f | %.2f |%n",
                    entry.getKey(), millis.getFirst(), median, millis.get(millis.size() * 9 / 10), median / base);
        }
    }
}
