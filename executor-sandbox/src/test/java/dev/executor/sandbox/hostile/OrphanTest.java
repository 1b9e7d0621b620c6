// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.executor.ExecutorPool;
import dev.executor.isolation.Sandbox;
import dev.executor.isolation.SandboxConfig.NativeCalls;
import dev.executor.sandbox.LocalSandboxProvider;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/// Applications that are killed while they run commands.
class OrphanTest extends HostileTest {
    private static final int KILLS = 100;
    private static final int AT_ONCE = 2;
    private static final Duration TIME = Duration.ofSeconds(20);

    OrphanTest() {
        super(NativeCalls.IF_GRANTED);
    }

    @Test
    void nothingOutlivesAKilledApplicationInAHundredKills() throws Exception {
        Required.groups(sandbox);
        Required.program("setsid");
        try (var threads = Executors.newFixedThreadPool(AT_ONCE)) {
            List<Callable<Void>> rounds = IntStream.range(0, KILLS)
                    .<Callable<Void>>mapToObj(i -> () -> {
                        killOne(i);
                        return null;
                    })
                    .toList();
            for (Future<Void> round : threads.invokeAll(rounds)) {
                round.get();
            }
        }
    }

    /// Half of them when all commands run, and half at some moment while they are started.
    private void killOne(int number) throws Exception {
        Path folder = temporary.resolve("state-" + number);
        var application = start(folder, number % 8 < 2 ? NativeCalls.IF_GRANTED : NativeCalls.NEVER);
        try (var output = application.inputReader()) {
            awaitLine(output, number % 2 == 0 ? "READY" : "OPEN");
            LockSupport.parkNanos(number % 2 * number * 500_000L);
            if (number % 2 == 0) {
                assertThat(groups(application))
                        .as("control groups before the kill")
                        .isNotEmpty();
                assertThat(new Leftovers(folder).runs())
                        .as("commands before the kill")
                        .isNotEmpty();
            }
        } finally {
            application.destroyForcibly().waitFor();
        }
        assertNothingIsLeft(folder, application);
    }

    @ParameterizedTest
    @EnumSource(NativeCalls.class)
    void whatOutlivesTheHelperProcessIsSweptByTheNextSandbox(NativeCalls nativeCalls) throws Exception {
        Required.groups(sandbox);
        Required.program("setsid");
        Path folder = temporary.resolve("state-swept");
        var application = start(folder, nativeCalls);
        try (var output = application.inputReader()) {
            awaitLine(output, "READY");
            killHelper(application);
        } finally {
            application.destroyForcibly().waitFor();
        }
        assertThat(groups(application)).as("what nobody has killed").isNotEmpty();
        try (var next = Sandbox.builder().stateFolder(folder).open()) {
            assertThat(next.capabilities().killsOrphans()).isTrue();
            assertThat(groups(application)).isEmpty();
            assertThat(new Leftovers(folder).having("environ")).isEmpty();
        }
        assertNothingIsLeft(folder, application);
    }

    private static void killHelper(Process application) {
        var helper = application
                .children()
                .filter(child -> Leftovers.text(Path.of("/proc", Long.toString(child.pid()), "cmdline"))
                        .contains("guardian.sh"))
                .findFirst()
                .orElseThrow();
        assertThat(helper.destroyForcibly()).isTrue();
        await().atMost(TIME).until(() -> !helper.isAlive());
    }

    /// As it is when the application is killed while it kills a command; and a command may freeze a part of itself.
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatIsFrozenWhenAnApplicationIsKilledIsThawedAndKilled(boolean helperLives) throws Exception {
        Required.root();
        Required.groups(sandbox);
        Path folder = temporary.resolve("state-frozen");
        var application = start(folder, NativeCalls.IF_GRANTED);
        try (var output = application.inputReader()) {
            awaitLine(output, "READY");
            if (!helperLives) {
                killHelper(application);
            }
            assertThat(freeze(groups(application)))
                    .as("processes that are frozen")
                    .isPositive();
        } finally {
            application.destroyForcibly().waitFor();
        }
        if (!helperLives) {
            Sandbox.builder().stateFolder(folder).open().close();
        }
        assertNothingIsLeft(folder, application);
    }

    /// Freezes the group of each command, and within it one more with one of its processes.
    ///
    /// @return how many commands are frozen
    private static int freeze(List<Path> roots) throws IOException {
        int frozen = 0;
        for (Path root : roots) {
            for (Path group : Leftovers.list(root)) {
                boolean legacy = Files.exists(group.resolve("freezer.state"));
                if (Files.isDirectory(group) && (legacy || Files.exists(group.resolve("cgroup.freeze")))) {
                    String file = legacy ? "freezer.state" : "cgroup.freeze";
                    Path inner = Files.createDirectory(group.resolve("inner"));
                    String process =
                            Leftovers.lines(group.resolve("cgroup.procs")).getLast();
                    Files.writeString(inner.resolve("cgroup.procs"), process);
                    Files.writeString(inner.resolve(file), legacy ? "FROZEN" : "1");
                    Files.writeString(group.resolve(file), legacy ? "FROZEN" : "1");
                    frozen++;
                }
            }
        }
        return frozen;
    }

    @Test
    void aSandboxThatLivesIsNotSweptByTheNext() throws Exception {
        Required.groups(sandbox);
        Path folder = temporary.resolve("state-shared");
        var application = start(folder, NativeCalls.IF_GRANTED);
        try (var output = application.inputReader()) {
            awaitLine(output, "READY");
            int processes = 4 * sandbox.capabilities().profiles().size();
            var running = new Leftovers(folder);
            await().atMost(TIME).until(() -> running.having("environ").size() == processes);
            Sandbox.builder().stateFolder(folder).open().close();
            assertThat(running.having("environ")).hasSize(processes);
            assertThat(groups(application)).isNotEmpty();
            assertThat(application.isAlive()).isTrue();
        } finally {
            application.destroyForcibly().waitFor();
        }
        assertNothingIsLeft(folder, application);
    }

    private static void awaitLine(BufferedReader output, String expected) throws IOException {
        for (String line = output.readLine(); !expected.equals(line); line = output.readLine()) {
            assertThat(line).as("the application has ended").isNotNull();
        }
    }

    private void assertNothingIsLeft(Path folder, Process application) {
        await().atMost(TIME).untilAsserted(() -> {
            assertThat(groups(application)).as("control groups").isEmpty();
            var left = new Leftovers(folder);
            assertThat(left.having("environ")).as("processes of commands").isEmpty();
            assertThat(left.having("cmdline")).as("helper processes").isEmpty();
            assertThat(Leftovers.list(folder)).as("folders").allMatch(path -> path.endsWith("lock"));
        });
    }

    /// {@return the control groups of a sandbox of another process, which are beside those of this one}
    private List<Path> groups(Process application) {
        return leftovers.roots().stream()
                .flatMap(root -> Leftovers.list(root.getParent()).stream())
                .filter(group -> group.getFileName().toString().startsWith("executor-" + application.pid() + "-"))
                .toList();
    }

    private Process start(Path folder, NativeCalls nativeCalls) throws IOException {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        return new ProcessBuilder(
                        java.toString(),
                        "-Xmx48m",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-XX:-UsePerfData",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        classPath(),
                        Doomed.class.getName(),
                        folder.toString(),
                        nativeCalls.name())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    /// Where the classes are that the application needs. The provider of an interface is where nobody names it.
    static String classPath() {
        try (var pool = ExecutorPool.builder("found").build()) {
            return Stream.of(
                            Doomed.class,
                            Sandbox.class,
                            pool.getClass(),
                            LoggerFactory.class,
                            LocalSandboxProvider.class)
                    .map(OrphanTest::place)
                    .distinct()
                    .collect(Collectors.joining(System.getProperty("path.separator")));
        }
    }

    /// {@return the folder or jar that a class was really loaded from, also where tests patch a module}
    private static String place(Class<?> type) {
        String name = type.getName().replace('.', '/') + ".class";
        URL url = Objects.requireNonNull(type.getResource("/" + name), name);
        String place = url.toString().substring(0, url.toString().length() - name.length());
        if (place.startsWith("jar:")) {
            place = place.substring("jar:".length(), place.indexOf("!/"));
        }
        Path path = Path.of(URI.create(place));
        if (!Files.exists(path)) {
            throw new UncheckedIOException(new IOException("no such place: " + path));
        }
        return path.toString();
    }
}
