// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox.spawn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.executor.isolation.ResourceLimits;
import dev.executor.sandbox.cgroup.ControlGroup;
import dev.executor.sandbox.cgroup.Readings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A process that cannot be put into its control group does not run: every way of starting one fails closed.
class SpawnerTest {
    private static final Duration TIME = Duration.ofSeconds(20);

    @TempDir
    Path folder;

    private final long descriptors = descriptors();
    private Optional<Spawner> nativeSpawner = Optional.empty();

    @BeforeEach
    void open() {
        assumeThat(Trampoline.SHELL).isExecutable();
        nativeSpawner = NativeSpawner.open(new CoreDumps(Optional.empty())).spawner();
    }

    @AfterEach
    void nothingIsLeft() {
        nativeSpawner.ifPresent(Spawner::close);
        await().atMost(TIME)
                .untilAsserted(() -> assertThat(ProcessHandle.current()
                                .children()
                                .filter(child ->
                                        child.info().commandLine().orElse("").contains(folder.toString())))
                        .isEmpty());
        await().atMost(TIME).untilAsserted(() -> assertThat(descriptors()).isLessThanOrEqualTo(descriptors));
    }

    private static long descriptors() {
        try (var all = Files.list(Path.of("/proc/self/fd"))) {
            return all.filter(SpawnerTest::isPipe).count();
        } catch (IOException e) {
            return 0; // not Linux
        }
    }

    private static boolean isPipe(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString().startsWith("pipe:");
        } catch (IOException e) {
            return false;
        }
    }

    /// A program that leaves a trace, to be started in a group.
    private LaunchRequest request(ControlGroup group) {
        return new LaunchRequest(
                List.of("/bin/sh", "-c", "echo ran >" + folder + "/ran; exec sleep 1000"),
                Map.of(),
                folder,
                Path.of("/dev/null"),
                List.of(),
                Optional.of(group),
                ResourceLimits.none(),
                folder,
                false);
    }

    private void assertRefused(Spawner spawner) throws IOException {
        var child = spawner.start(request(new Closed(folder.resolve("missing"), Optional.empty())));
        try {
            assertThat(child.ended())
                    .failsWithin(TIME)
                    .withThrowableThat()
                    .withMessageContaining("could not join the control group " + folder.resolve("missing"));
            assertThat(folder.resolve("ran")).doesNotExist();
        } finally {
            child.process().destroyForcibly();
            child.out().close();
            child.err().close();
        }
    }

    @Test
    void whomTheJdkStartsDoesNotRunOutsideItsGroup() throws IOException {
        assertRefused(new BuilderSpawner(new CoreDumps(Optional.empty())));
    }

    @Test
    void whomTheCLibraryStartsThroughAShellDoesNotRunOutsideItsGroup() throws IOException {
        assumeThat(nativeSpawner).isPresent();
        assumeThat(PosixSpawn.intoGroups()).isFalse(); // else it is the C library that refuses
        assertRefused(nativeSpawner.orElseThrow());
    }

    @Test
    void whoseSpawnerCannotEnterTheGroupIsNotStartedAndTheSpawnerIsBack() {
        assumeThat(nativeSpawner).isPresent();
        var door = new Door(true, false);
        assertThatThrownBy(() -> nativeSpawner.orElseThrow().start(request(new Closed(folder, Optional.of(door)))))
                .isInstanceOf(IOException.class)
                .hasMessage("no entry");
        assertThat(door.left).isTrue();
        assertThat(folder.resolve("ran")).doesNotExist();
    }

    @Test
    void whoseSpawnerCannotLeaveTheGroupIsKilled() {
        assumeThat(nativeSpawner).isPresent();
        var door = new Door(false, true);
        assertThatThrownBy(() -> nativeSpawner.orElseThrow().start(request(new Closed(folder, Optional.of(door)))))
                .isInstanceOf(IOException.class)
                .hasMessage("no way out"); // nothingIsLeft() looks for the process
    }

    @Test
    void aProgramThatIsNotThereIsToldAndLeavesNothing() {
        assumeThat(nativeSpawner).isPresent();
        var door = new Door(false, false);
        var request = request(new Closed(folder, Optional.of(door)));
        var missing = new LaunchRequest(
                List.of("/missing"),
                Map.of(),
                request.folder(),
                request.stdin(),
                List.of(),
                request.group(),
                request.limits(),
                folder,
                false);
        assertThatThrownBy(() -> nativeSpawner.orElseThrow().start(missing))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("could not start /missing");
        assertThat(door.left).isTrue();
    }

    /// The way in and out, either of which may be barred.
    private static final class Door implements ControlGroup.ThreadMembership {
        private final boolean noEntry;
        private final boolean noWayOut;
        private boolean left;

        Door(boolean noEntry, boolean noWayOut) {
            this.noEntry = noEntry;
            this.noWayOut = noWayOut;
        }

        @Override
        public void enter() throws IOException {
            if (noEntry) {
                throw new IOException("no entry");
            }
        }

        @Override
        public void leave() throws IOException {
            left = true;
            if (noWayOut) {
                throw new IOException("no way out");
            }
        }
    }

    /// A group that nobody gets into.
    private record Closed(Path place, Optional<ThreadMembership> threadMembership) implements ControlGroup {
        @Override
        public List<Path> joinFiles() {
            return List.of(place.resolve("cgroup.procs"));
        }

        @Override
        public List<Long> processes() {
            return List.of();
        }

        @Override
        public boolean kill(Duration within) {
            return true;
        }

        @Override
        public long outOfMemory() {
            return 0;
        }

        @Override
        public Optional<Duration> processorTime() {
            return Optional.empty();
        }

        @Override
        public Readings readings() {
            return Readings.NONE;
        }

        @Override
        public void remove() {}
    }
}
