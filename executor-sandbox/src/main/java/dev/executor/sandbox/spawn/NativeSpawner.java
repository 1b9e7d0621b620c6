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

/// Starts processes with `posix_spawn` of the C library, which costs less than `ProcessBuilder`, and sees their end by
/// pidfd. For Linux on x86-64 with glibc. Thread-safe.
///
/// A child is in its control group before its first instruction. In version 1 the spawning thread joins the group,
/// starts the child and leaves again. In version 2 the C library places the child, from glibc 2.39 on. Otherwise a
/// [Trampoline] joins the group.
public final class NativeSpawner implements Spawner {
    private final EventLoop events;
    private final CoreDumps cores;

    private NativeSpawner(EventLoop events, CoreDumps cores) {
        this.events = events;
        this.cores = cores;
    }

    /// {@return a spawner, or the reason why this machine has none}
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
                    "native starts need Linux on x86-64, and this is " + System.getProperty("os.name") + " on "
                            + System.getProperty("os.arch"));
        }
        try {
            PosixSpawn.intoGroups(); // looks up all functions of the C library
            return new Availability(Optional.of(new NativeSpawner(new EventLoop(), cores)), "");
        } catch (IOException | LinkageError | UnsupportedOperationException e) {
            return new Availability(Optional.empty(), String.valueOf(e.getCause() == null ? e : e.getCause()));
        }
    }

    /// A native spawner, or the reason why there is none.
    ///
    /// @param spawner the spawner
    /// @param reason why there is none, otherwise
    public record Availability(Optional<Spawner> spawner, String reason) {}

    @Override
    public Child start(LaunchRequest request) throws IOException {
        Optional<ControlGroup> group = request.group();
        var limits = Rlimits.of(request.limits(), cores);
        var argv = cores.wrap(request.argv(), limits);
        boolean coreIsLimited = argv.size() > request.argv().size()
                || CoreDumps.keeps(SystemCalls.ownLimit(Rlimits.Resource.CORE), limits.core())
                || cores.cannotBePrevented();
        // Limits can be set from outside only once the process runs, so for a moment it would have the limits of this
        // process. The core dump limit is safe: the child inherits one that is low enough, and then only the hard limit
        // has to be set.
        if (group.isPresent() && !request.changesUser() && limits.onlyCore() && coreIsLimited) {
            var threadMembership = group.get().threadMembership();
            if (threadMembership.isPresent()) {
                return startFromWithin(request, argv, limits, threadMembership.get());
            }
            if (PosixSpawn.intoGroups()) {
                Path folder = Objects.requireNonNull(
                        group.get().joinFiles().getFirst().getParent());
                Child child = spawn(request, argv, Optional.of(folder), Optional.empty());
                limit(child, request, limits);
                return child;
            }
        }
        var trampoline = Trampoline.write(request, argv, limits, false);
        return spawn(request, trampoline.argv(), Optional.empty(), Optional.of(trampoline));
    }

    private Child startFromWithin(
            LaunchRequest request, List<String> argv, Rlimits limits, ControlGroup.ThreadMembership membership)
            throws IOException {
        Child child;
        try {
            membership.enter();
            child = spawn(request, argv, Optional.empty(), Optional.empty());
        } catch (IOException | RuntimeException | Error e) {
            leave(membership, e);
            throw e;
        }
        try {
            membership.leave();
        } catch (IOException | RuntimeException | Error e) {
            discard(child, e);
            throw e;
        }
        limit(child, request, limits);
        return child;
    }

    private static void leave(ControlGroup.ThreadMembership membership, Throwable failure) {
        try {
            membership.leave();
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    /// Kills a child that the caller will never see. The event loop reaps it. The owner of its group kills what it
    /// may have started.
    private static void discard(Child child, Throwable failure) {
        child.process().destroyForcibly();
        try {
            child.out().close();
            child.err().close();
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    private Child spawn(LaunchRequest request, List<String> argv, Optional<Path> into, Optional<Trampoline> trampoline)
            throws IOException {
        boolean direct = trampoline.isEmpty();
        var environment = direct
                ? request.environment().entrySet().stream()
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
                    request.folder(),
                    request.stdin(),
                    out.writeEnd(),
                    err.writeEnd(),
                    direct ? request.descriptors() : List.of(),
                    into);
        } catch (IOException e) {
            close(e, out.readEnd(), out.writeEnd(), err.readEnd(), err.writeEnd());
            throw e;
        }
        try {
            var process = ProcessHandle.of(pid).orElseThrow(); // it exists until it is reaped
            SystemCalls.close(out.writeEnd());
            SystemCalls.close(err.writeEnd());
            return new Child(
                    process,
                    new PipeOutput(events, out.readEnd()),
                    new PipeOutput(events, err.readEnd()),
                    awaitEnd(pid, trampoline));
        } catch (IOException | RuntimeException e) { // nothing would see its end
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

    /// Watches for the end of a child. The child is not reaped before that, so its id is not reused.
    private CompletableFuture<Ended> awaitEnd(int pid, Optional<Trampoline> trampoline) throws IOException {
        var ended = new CompletableFuture<Ended>();
        int pidfd = SystemCalls.pidfd(pid);
        try {
            events.add(pidfd, () -> {
                try {
                    var end = SystemCalls.tryReap(pid);
                    if (end.isEmpty()) { // the event was for an earlier process with this descriptor
                        events.again(pidfd);
                        return;
                    }
                    events.forget(pidfd);
                    SystemCalls.close(pidfd);
                    if (trampoline.isPresent()) {
                        trampoline.get().check(end.get());
                    }
                    ended.complete(end.get());
                } catch (ErrnoException e) { // other code in this process has reaped it
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

    /// Limits the child from outside. It runs already, so what it has started meanwhile is limited, too. Once a
    /// look at the group finds no new process, every other process is the child of one that has the limits.
    private static void limit(Child child, LaunchRequest request, Rlimits limits) throws IOException {
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
                        request.group().isPresent() ? request.group().get().processes() : Set.of());
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
            if (e.code() != noSuchProcess) { // if it has ended, there is nothing to limit
                throw e;
            }
        }
    }

    @Override
    public void close() {
        events.close();
    }
}
