// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox.spawn;

import dev.executor.sandbox.cgroup.ControlGroup;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/// Starts processes with the C library's own `posix_spawn`, which costs less than `ProcessBuilder` does, and
/// hears of their end by pidfd. For Linux on x86-64 with glibc.
///
/// How a child comes into its control group before its first instruction: in version 1 the spawning thread goes in,
/// starts it and comes back; in version 2 the C library does it, from glibc 2.39 on. Otherwise a [Trampoline] does.
public final class NativeSpawner implements Spawner {
    private final EventLoop events;
    private final CoreDumps cores;

    private NativeSpawner(EventLoop events, CoreDumps cores) {
        this.events = events;
        this.cores = cores;
    }

    /// {@return a spawner, or the reason why there can be none here}
    /// @param cores how core dumps are limited
    public static Availability open(CoreDumps cores) {
        var module = NativeSpawner.class.getModule();
        if (!module.isNativeAccessEnabled()) {
            return new Availability(
                    Optional.empty(),
                    "native access is not granted to " + (module.isNamed() ? module.getName() : "the class path"));
        }
        if (!System.getProperty("os.name").equals("Linux")
                || !System.getProperty("os.arch").equals("amd64")) {
            return new Availability(
                    Optional.empty(),
                    "it is written for Linux on x86-64, and this is " + System.getProperty("os.name") + " on "
                            + System.getProperty("os.arch"));
        }
        try {
            PosixSpawn.intoGroups(); // finds all functions of the C library, or does not
            return new Availability(Optional.of(new NativeSpawner(new EventLoop(), cores)), "");
        } catch (IOException | LinkageError | UnsupportedOperationException e) {
            return new Availability(Optional.empty(), String.valueOf(e.getCause() == null ? e : e.getCause()));
        }
    }

    /// Whether there is a native spawner.
    ///
    /// @param spawner the spawner
    /// @param reason why not, otherwise
    public record Availability(Optional<Spawner> spawner, String reason) {}

    @Override
    public Child start(Launch launch) throws IOException {
        Optional<ControlGroup> group = launch.group();
        var limits = Rlimits.of(launch.limits(), cores);
        var argv = cores.wrap(launch.argv(), limits);
        boolean coreIsLimited = argv.size() > launch.argv().size()
                || CoreDumps.keeps(SystemCalls.ownLimit(Rlimits.Resource.CORE), limits.core())
                || cores.cannotBePrevented();
        // From outside, a single process can be limited only when it runs already, so it would see and use what this
        // process may, for a moment. Of core dumps it inherits a limit that holds, and only has to be kept from raising
        // it.
        if (group.isPresent() && !launch.changesUser() && limits.onlyCore() && coreIsLimited) {
            var threadDoor = group.get().threadDoor();
            if (threadDoor.isPresent()) {
                return startFromWithin(launch, argv, limits, threadDoor.get());
            }
            if (PosixSpawn.intoGroups()) {
                Path folder =
                        Objects.requireNonNull(group.get().doors().getFirst().getParent());
                Child child = spawn(launch, argv, Optional.of(folder), Optional.empty());
                limit(child, launch, limits);
                return child;
            }
        }
        var trampoline = Trampoline.write(launch, argv, limits, false);
        return spawn(launch, trampoline.argv(), Optional.empty(), Optional.of(trampoline));
    }

    private Child startFromWithin(Launch launch, List<String> argv, Rlimits limits, ControlGroup.ThreadDoor door)
            throws IOException {
        Child child;
        try {
            door.enter();
            child = spawn(launch, argv, Optional.empty(), Optional.empty());
        } catch (IOException | RuntimeException | Error e) {
            leave(door, e);
            throw e;
        }
        try {
            door.leave();
        } catch (IOException | RuntimeException | Error e) {
            discard(child, e);
            throw e;
        }
        limit(child, launch, limits);
        return child;
    }

    private static void leave(ControlGroup.ThreadDoor door, Throwable failure) {
        try {
            door.leave();
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    /// Nobody will follow this child: it is killed, and its end is reaped by the event loop. What it may have
    /// started is killed with its group, by who made that.
    private static void discard(Child child, Throwable failure) {
        child.process().destroyForcibly();
        try {
            child.out().close();
            child.err().close();
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    private Child spawn(Launch launch, List<String> argv, Optional<Path> into, Optional<Trampoline> trampoline)
            throws IOException {
        boolean direct = trampoline.isEmpty();
        var environment = direct
                ? launch.environment().entrySet().stream()
                        .map(variable -> variable.getKey() + "=" + variable.getValue())
                        .toList()
                : List.<String>of();
        var out = SystemCalls.pipe();
        SystemCalls.Pipe err;
        try {
            err = SystemCalls.pipe();
        } catch (IOException e) {
            close(e, out.readEnd(), out.writeEnd());
            throw e;
        }
        int pid;
        try {
            pid = PosixSpawn.start(
                    argv,
                    environment,
                    launch.folder(),
                    launch.stdin(),
                    out.writeEnd(),
                    err.writeEnd(),
                    direct ? launch.descriptors() : List.of(),
                    into);
        } catch (IOException e) {
            close(e, out.readEnd(), out.writeEnd(), err.readEnd(), err.writeEnd());
            throw e;
        }
        try {
            var process = ProcessHandle.of(pid).orElseThrow(); // it is there until it is reaped
            SystemCalls.close(out.writeEnd());
            SystemCalls.close(err.writeEnd());
            return new Child(
                    process,
                    new PipeOutput(events, out.readEnd()),
                    new PipeOutput(events, err.readEnd()),
                    awaitEnd(pid, trampoline));
        } catch (IOException | RuntimeException e) { // nobody would hear of its end
            ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
            SystemCalls.reap(pid);
            close(e, out.readEnd(), err.readEnd());
            throw e;
        }
    }

    private static void close(Exception failure, int... descriptors) {
        for (int descriptor : descriptors) {
            try {
                SystemCalls.close(descriptor);
            } catch (IOException e) {
                failure.addSuppressed(e);
            }
        }
    }

    /// The child is this process's own and not reaped before, so its id is still its own.
    private CompletableFuture<Ended> awaitEnd(int pid, Optional<Trampoline> trampoline) throws IOException {
        var ended = new CompletableFuture<Ended>();
        int pidfd = SystemCalls.pidfd(pid);
        try {
            events.add(pidfd, () -> {
                try {
                    var end = SystemCalls.tryReap(pid);
                    if (end.isEmpty()) { // the event was of another that had this descriptor before
                        events.again(pidfd);
                        return;
                    }
                    events.forget(pidfd);
                    SystemCalls.close(pidfd);
                    if (trampoline.isPresent()) {
                        trampoline.get().check(end.get());
                    }
                    ended.complete(end.get());
                } catch (ErrnoException e) { // somebody else has reaped it
                    events.forget(pidfd);
                    close(e, pidfd);
                    ended.completeExceptionally(e);
                } catch (Throwable e) {
                    ended.completeExceptionally(e);
                }
            });
        } catch (IOException e) {
            events.forget(pidfd);
            close(e, pidfd);
            throw e;
        }
        return ended;
    }

    /// Limits the child from outside. It runs already; what it may have started meanwhile is limited, too: once a
    /// look at the group finds nobody new, everyone else is the child of somebody who has the limits.
    private static void limit(Child child, Launch launch, Rlimits limits) throws IOException {
        try {
            Set<Long> limited = new HashSet<>();
            Set<Long> found = Set.of(child.pid());
            while (limited.addAll(found)) {
                for (long pid : found) {
                    for (var limit : limits.values().entrySet()) {
                        setLimit((int) pid, limit.getKey(), limit.getValue());
                    }
                }
                found = new HashSet<>(
                        launch.group().isPresent() ? launch.group().get().processes() : Set.of());
            }
        } catch (IOException | RuntimeException e) {
            discard(child, e);
            throw e;
        }
    }

    private static void setLimit(int pid, Rlimits.Resource resource, Rlimits.Values values) throws IOException {
        final int noSuchProcess = 3;
        try {
            SystemCalls.limit(pid, resource, values);
        } catch (ErrnoException e) {
            if (e.code() != noSuchProcess) { // it has ended meanwhile: nothing to limit
                throw e;
            }
        }
    }

    @Override
    public void close() {
        events.close();
    }
}
