// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox.hostile;

import dev.executor.ExecutorPool;
import dev.executor.isolation.Command;
import dev.executor.isolation.Profile;
import dev.executor.isolation.Sandbox;
import dev.executor.isolation.SandboxConfig.NativeCalls;
import dev.executor.sandbox.work.FileNames;
import java.nio.file.Files;
import java.nio.file.Path;

/// An application that has file names and arguments beyond its encoding of names; run as a JVM of its own by
/// [NamesTest].
final class AsciiNames {
    private AsciiNames() {}

    public static void main(String[] args) throws Exception {
        Path folder = Path.of(args[0]);
        System.out.println("encoding " + System.getProperty("sun.jnu.encoding"));
        Path source = folder.resolve(FileNames.path("söurce"));
        Path inner = Files.createDirectories(source.resolve(FileNames.path("café")));
        Files.writeString(inner.resolve(FileNames.path("naïve.txt")), "content");
        Path given = Files.createDirectory(folder.resolve(FileNames.path("gegében")));
        for (NativeCalls nativeCalls : NativeCalls.values()) {
            for (Path work : new Path[] {null, given}) {
                run(folder, nativeCalls, source, work);
            }
        }
    }

    private static void run(Path folder, NativeCalls nativeCalls, Path source, Path given) throws Exception {
        try (var sandbox = Sandbox.builder()
                        .stateFolder(folder.resolve("state"))
                        .nativeCalls(nativeCalls)
                        .artifacts(folder.resolve("kept"))
                        .open();
                var pool = ExecutorPool.builder("names").build()) {
            for (Profile profile : sandbox.capabilities().profiles()) {
                String script =
                        "for f in in/*/*; do echo \"$f\"; done; echo \"$1 $E\"; cp in/café/* out-é; basename \"$PWD\"";
                var command = Command.builder("sh", "-c", script, "sh", "ärgument")
                        .profile(profile)
                        .environment("E", "välue")
                        .input("in", source)
                        .artifacts("out*");
                if (given != null) {
                    command.folder(given);
                }
                var result = pool.submit(sandbox.task("names", command.build())).join();
                System.out.println(nativeCalls + " " + profile + " " + (given == null ? "private" : "given") + ": "
                        + result.log().text().replace('\n', ' ')
                        + result.artifacts().getFirst().path() + " "
                        + Files.readString(Path.of(result.artifacts().getFirst().location())));
            }
        }
    }
}
