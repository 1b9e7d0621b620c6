// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.executor.ExecutorPool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What must not be there after a test: files, control groups, processes, descriptors, tainted threads.
final class Leftovers {
    private static final Duration TIME = Duration.ofSeconds(15);

    private final Path state;
    private final Map<String, Integer> closed = descriptors();
    private final Set<String> threads = threads();
    private Map<String, Integer> opened = Map.of();
    List<Path> roots = List.of();

    /// To be made before a sandbox is opened.
    ///
    /// @param state its state folder
    Leftovers(Path state) {
        this.state = state;
    }

    /// To be called when a sandbox was opened.
    void opened() {
        opened = descriptors();
        roots = roots();
    }

    /// {@return the folders of the commands that run at this moment}
    List<Path> runs() {
        return instances().stream()
                .flatMap(instance -> list(instance.resolve("runs")).stream())
                .toList();
    }

    /// {@return the sandbox's own control groups}
    List<Path> roots() {
        return instances().stream()
                .flatMap(instance -> lines(instance.resolve("lease")).stream())
                .map(Path::of)
                .toList();
    }

    /// {@return the processes that the control groups of commands have in them}
    List<String> processes() {
        return roots.stream()
                .flatMap(root -> list(root).stream())
                .filter(Files::isDirectory)
                .flatMap(group -> lines(group.resolve("cgroup.procs")).stream())
                .distinct()
                .toList();
    }

    private List<Path> instances() {
        return list(state).stream().filter(Files::isDirectory).toList();
    }

    /// Nothing of any command is left.
    void assertIdle(ExecutorPool pool) {
        await().atMost(TIME).pollDelay(Duration.ZERO).untilAsserted(() -> {
            assertThat(runs()).as("folders of commands").isEmpty();
            for (Path root : roots) {
                assertThat(list(root).stream().filter(Files::isDirectory))
                        .as("control groups of commands")
                        .isEmpty();
                assertThat(lines(root.resolve("cgroup.procs")))
                        .as("processes in " + root)
                        .isEmpty();
            }
            assertThat(strangers()).as("processes of commands").isEmpty();
            assertThat(pool.snapshot().permits().taken()).as("permits taken").isZero();
            assertThat(pool.snapshot().tasks().live()).as("tasks in the pool").isZero();
            assertThat(threads()).as("what threads may do and where they are").isEqualTo(threads);
            assertNotGrown(opened);
        });
    }

    /// Nothing of any sandbox is left.
    void assertGone() {
        await().atMost(TIME).pollDelay(Duration.ZERO).untilAsserted(() -> {
            assertThat(list(state)).as("state folder").allMatch(path -> path.endsWith("lock"));
            assertThat(roots).allSatisfy(root -> assertThat(root).doesNotExist());
            assertThat(strangers()).as("processes of commands").isEmpty();
            assertThat(commands())
                    .as("processes with the state folder among their arguments")
                    .isEmpty();
            assertThat(Thread.getAllStackTraces().keySet())
                    .as("threads of sandboxes")
                    .noneMatch(thread -> thread.getName().startsWith("sandbox-"));
            assertNotGrown(closed);
        });
    }

    private void assertNotGrown(Map<String, Integer> before) {
        descriptors()
                .forEach((kind, count) ->
                        assertThat(count).as("descriptors: " + kind).isLessThanOrEqualTo(before.getOrDefault(kind, 0)));
    }

    /// Descriptors by what they are of. The JVM opens files of its own at any time; pipes, sockets and the like,
    /// and what is below the state folder, are not among them.
    private Map<String, Integer> descriptors() {
        var kinds = new TreeMap<String, Integer>();
        for (Path descriptor : list(Path.of("/proc/self/fd"))) {
            try {
                String target = Files.readSymbolicLink(descriptor).toString();
                if (!target.startsWith("/")) {
                    kinds.merge(target.replaceAll("[0-9]+", ""), 1, Integer::sum);
                } else if (target.contains("junit")) {
                    kinds.merge("files in folders of tests", 1, Integer::sum);
                }
            } catch (IOException e) {
                // The descriptor of the list itself.
            }
        }
        return kinds;
    }

    /// {@return what the threads of this JVM may do and the control groups that they are in; one element if they
    /// are all alike}
    private static Set<String> threads() {
        var seen = new TreeSet<String>();
        for (Path thread : list(Path.of("/proc/self/task"))) {
            var groups = lines(thread.resolve("cgroup"));
            var status = lines(thread.resolve("status"));
            if (!groups.isEmpty() && !status.isEmpty()) { // else it has just ended
                seen.add(Stream.concat(
                                status.stream().filter(line -> line.matches("(NoNewPrivs|Seccomp|Cap...|Uid|Gid):.*")),
                                groups.stream())
                        .collect(Collectors.joining("\n")));
            }
        }
        return seen;
    }

    /// {@return the processes that were started with a variable that has the state folder in it}
    private List<String> strangers() {
        return having("environ");
    }

    /// {@return the processes with the state folder among their arguments}
    List<String> commands() {
        return having("cmdline");
    }

    List<String> having(String file) {
        var found = new ArrayList<String>();
        for (Path process : list(Path.of("/proc"))) {
            if (process.getFileName().toString().matches("[0-9]+")) {
                String text = text(process.resolve(file));
                if (text.contains(state.toString())) {
                    found.add(process.getFileName() + ": "
                            + text(process.resolve("cmdline")).replace('\0', ' '));
                }
            }
        }
        return found;
    }

    static List<Path> list(Path folder) {
        try (var entries = Files.list(folder)) {
            return entries.toList();
        } catch (IOException | UncheckedIOException e) {
            return List.of(); // it is gone
        }
    }

    static List<String> lines(Path file) {
        String text = text(file);
        return text.isEmpty() ? List.of() : text.lines().toList();
    }

    static String text(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return ""; // it is gone
        }
    }
}
