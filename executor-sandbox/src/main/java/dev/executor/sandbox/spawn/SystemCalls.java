// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox.spawn;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.executor.sandbox.spawn.Rlimits.Resource;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// The system calls for watching a child, on Linux on x86-64 with glibc 2.36 or later. Stateless; each is
/// described in section 2 of the manual pages.
final class SystemCalls {
    static final int EPOLLIN = 0x1;
    static final int EPOLLONESHOT = 1 << 30;
    static final int EPOLL_CTL_ADD = 1;
    static final int EPOLL_CTL_MOD = 3;

    /// Packed on x86-64: 32 bits of events, then 64 bits of data.
    static final StructLayout EPOLL_EVENT = MemoryLayout.structLayout(
            JAVA_INT.withName("events"), JAVA_LONG.withByteAlignment(4).withName("data"));

    private static final int O_CLOEXEC = 0x80000;
    private static final int O_NONBLOCK = 0x800;
    private static final int O_DIRECTORY = 0x10000;
    private static final int F_SETFL = 4;
    private static final int F_DUPFD_CLOEXEC = 1030;
    private static final int EAGAIN = 11;
    private static final int WNOHANG = 1;

    /// The size of `struct rusage`. Only the two times of 16 bytes at its start are read.
    private static final int RUSAGE_BYTES = 144;

    private static final MethodHandle PIPE2 =
            CLibrary.withErrno("pipe2", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle FCNTL =
            CLibrary.withErrno("fcntl", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT), 2);
    private static final MethodHandle OPEN =
            CLibrary.withErrno("open", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT), 2);
    private static final MethodHandle CLOSE = CLibrary.withErrno("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    private static final MethodHandle READ =
            CLibrary.withErrno("read", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
    private static final MethodHandle EVENTFD =
            CLibrary.withErrno("eventfd", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
    private static final MethodHandle EVENTFD_WRITE =
            CLibrary.withErrno("eventfd_write", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG));
    private static final MethodHandle EPOLL_CREATE =
            CLibrary.withErrno("epoll_create1", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    private static final MethodHandle EPOLL_CTL =
            CLibrary.withErrno("epoll_ctl", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS));
    private static final MethodHandle EPOLL_WAIT =
            CLibrary.withErrno("epoll_wait", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT));
    private static final MethodHandle PIDFD_OPEN =
            CLibrary.withErrno("pidfd_open", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
    private static final MethodHandle WAIT4 =
            CLibrary.withErrno("wait4", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, ADDRESS));
    private static final MethodHandle PRLIMIT =
            CLibrary.withErrno("prlimit", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS));

    private SystemCalls() {}

    /// The two ends of a pipe.
    record Pipe(int readEnd, int writeEnd) {}

    /// {@return a pipe whose reading end does not block and whose ends are both above the descriptors that a child
    /// is given}
    static Pipe pipe() throws IOException {
        try (var arena = Arena.ofConfined()) {
            var ends = arena.allocate(JAVA_INT, 2);
            CLibrary.call("pipe2", errno -> (int) PIPE2.invokeExact(errno, ends, O_CLOEXEC));
            int readEnd = moveUp(ends.getAtIndex(JAVA_INT, 0));
            int writeEnd = moveUp(ends.getAtIndex(JAVA_INT, 1));
            CLibrary.call("fcntl F_SETFL", errno -> (int) FCNTL.invokeExact(errno, readEnd, F_SETFL, O_NONBLOCK));
            return new Pipe(readEnd, writeEnd);
        }
    }

    private static int moveUp(int descriptor) throws IOException {
        int lowest = LaunchRequest.FIRST_DESCRIPTOR + LaunchRequest.MAX_DESCRIPTORS;
        if (descriptor >= lowest) {
            return descriptor;
        }
        int higher = (int) CLibrary.call(
                "fcntl F_DUPFD_CLOEXEC", errno -> (int) FCNTL.invokeExact(errno, descriptor, F_DUPFD_CLOEXEC, lowest));
        close(descriptor);
        return higher;
    }

    /// {@return a descriptor of a folder}
    static int openFolder(Path folder) throws IOException {
        try (var arena = Arena.ofConfined()) {
            var path = arena.allocateFrom(folder.toString());
            return (int) CLibrary.call(
                    "open " + folder, errno -> (int) OPEN.invokeExact(errno, path, O_DIRECTORY | O_CLOEXEC, 0));
        }
    }

    /// Closes a descriptor. Not repeated after an interrupting signal: the descriptor is free then, and may be
    /// reused.
    static void close(int descriptor) throws IOException {
        try {
            CLibrary.callOnce("close", errno -> (int) CLOSE.invokeExact(errno, descriptor));
        } catch (ErrnoException e) {
            if (e.code() != CLibrary.EINTR) {
                throw e;
            }
        }
    }

    /// {@return how many bytes were read, 0 at the end; -1 if no byte is available yet}
    static int read(int descriptor, MemorySegment into) throws IOException {
        try {
            return (int)
                    CLibrary.call("read", errno -> (long) READ.invokeExact(errno, descriptor, into, into.byteSize()));
        } catch (ErrnoException e) {
            if (e.code() == EAGAIN) {
                return -1;
            }
            throw e;
        }
    }

    static int eventfd() throws IOException {
        return (int) CLibrary.call("eventfd", errno -> (int) EVENTFD.invokeExact(errno, 0, O_CLOEXEC | O_NONBLOCK));
    }

    static void wake(int eventfd) throws IOException {
        CLibrary.call("eventfd_write", errno -> (int) EVENTFD_WRITE.invokeExact(errno, eventfd, 1L));
    }

    static int epoll() throws IOException {
        return (int) CLibrary.call("epoll_create1", errno -> (int) EPOLL_CREATE.invokeExact(errno, O_CLOEXEC));
    }

    static void watch(int epoll, int operation, int descriptor, int events) throws IOException {
        try (var arena = Arena.ofConfined()) {
            var event = arena.allocate(EPOLL_EVENT);
            event.set(JAVA_INT, 0, events);
            event.set(java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED, 4, descriptor);
            CLibrary.call(
                    "epoll_ctl", errno -> (int) EPOLL_CTL.invokeExact(errno, epoll, operation, descriptor, event));
        }
    }

    /// Waits until something has happened.
    ///
    /// @return how many of the events are set
    static int await(int epoll, MemorySegment events) throws IOException {
        int count = (int) (events.byteSize() / EPOLL_EVENT.byteSize());
        return (int)
                CLibrary.call("epoll_wait", errno -> (int) EPOLL_WAIT.invokeExact(errno, epoll, events, count, -1));
    }

    /// {@return a descriptor that can be read when the process has ended}
    static int pidfd(int pid) throws IOException {
        return (int) CLibrary.call("pidfd_open", errno -> (int) PIDFD_OPEN.invokeExact(errno, pid, 0));
    }

    /// Reaps a child of this process, and waits for its end.
    static Ended reap(int pid) throws IOException {
        return reap(pid, 0).orElseThrow();
    }

    /// Reaps a child of this process if it has ended.
    static Optional<Ended> tryReap(int pid) throws IOException {
        return reap(pid, WNOHANG);
    }

    private static Optional<Ended> reap(int pid, int options) throws IOException {
        try (var arena = Arena.ofConfined()) {
            var status = arena.allocate(JAVA_INT);
            var usage = arena.allocate(RUSAGE_BYTES, 8);
            if (CLibrary.call("wait4", errno -> (int) WAIT4.invokeExact(errno, pid, status, options, usage)) == 0) {
                return Optional.empty();
            }
            int word = status.get(JAVA_INT, 0);
            int signal = word & 0x7f;
            return Optional.of(Ended.exactly(
                    signal == 0 ? word >> 8 & 0xff : 0, signal, new Ended.Usage(time(usage, 0), time(usage, 16))));
        }
    }

    private static Duration time(MemorySegment usage, long offset) {
        return Duration.ofSeconds(usage.get(JAVA_LONG, offset)).plusNanos(usage.get(JAVA_LONG, offset + 8) * 1000);
    }

    /// {@return a soft limit of this process}
    static long ownLimit(Resource resource) throws IOException {
        try (var arena = Arena.ofConfined()) {
            var limit = arena.allocate(JAVA_LONG, 2);
            CLibrary.call("prlimit " + resource, errno ->
                    (int) PRLIMIT.invokeExact(errno, 0, resource.number, MemorySegment.NULL, limit));
            return limit.getAtIndex(JAVA_LONG, 0);
        }
    }

    static void limit(int pid, Resource resource, Rlimits.Values values) throws IOException {
        try (var arena = Arena.ofConfined()) {
            var limit = arena.allocate(JAVA_LONG, 2);
            limit.setAtIndex(JAVA_LONG, 0, values.soft());
            limit.setAtIndex(JAVA_LONG, 1, values.hard());
            CLibrary.call("prlimit " + resource, errno ->
                    (int) PRLIMIT.invokeExact(errno, pid, resource.number, limit, MemorySegment.NULL));
        }
    }
}
