// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox.spawn;

import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A platform thread that waits, by epoll(7), until outputs are readable or processes end, and then calls back.
/// Thread-safe.
final class EventLoop implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(EventLoop.class);
    private static final int BATCH = 64;

    private final int epoll;
    private final int wakeUp;
    private final Thread thread;

    /// The callbacks, by descriptor. A descriptor is forgotten before it is closed, so no callback runs for a later
    /// descriptor with the same number.
    private final Map<Integer, Runnable> callbacks = new ConcurrentHashMap<>();

    private volatile boolean closed;

    EventLoop() throws IOException {
        epoll = SystemCalls.epoll();
        wakeUp = SystemCalls.eventfd();
        SystemCalls.watch(epoll, SystemCalls.EPOLL_CTL_ADD, wakeUp, SystemCalls.EPOLLIN);
        thread = Thread.ofPlatform()
                .name("sandbox-events")
                .daemon()
                .inheritInheritableThreadLocals(false)
                .start(this::work);
    }

    /// Calls back once, when the descriptor can be read or is at its end.
    ///
    /// @param callback does not block and does not throw; called on the thread of this loop
    void add(int descriptor, Runnable callback) throws IOException {
        callbacks.put(descriptor, callback);
        SystemCalls.watch(epoll, SystemCalls.EPOLL_CTL_ADD, descriptor, SystemCalls.EPOLLIN | SystemCalls.EPOLLONESHOT);
    }

    /// Calls back once more.
    void again(int descriptor) throws IOException {
        SystemCalls.watch(epoll, SystemCalls.EPOLL_CTL_MOD, descriptor, SystemCalls.EPOLLIN | SystemCalls.EPOLLONESHOT);
    }

    /// Stops the callbacks of a descriptor. The kernel forgets it when it is closed.
    void forget(int descriptor) {
        callbacks.remove(descriptor);
    }

    private void work() {
        try (var arena = Arena.ofConfined()) {
            var events = arena.allocate(SystemCalls.EPOLL_EVENT, BATCH);
            while (!closed) {
                int count = SystemCalls.await(epoll, events);
                for (int i = 0; i < count; i++) {
                    long offset = i * SystemCalls.EPOLL_EVENT.byteSize() + 4;
                    Runnable callback = callbacks.get((int) events.get(JAVA_LONG_UNALIGNED, offset));
                    if (callback != null) {
                        callback.run();
                    }
                }
            }
        } catch (Throwable e) {
            log.error("The sandbox cannot see any more when processes end; close it and open another", e);
        }
    }

    @Override
    public void close() {
        closed = true;
        boolean interrupted = false;
        try {
            SystemCalls.wake(wakeUp);
            while (thread.isAlive()) {
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            SystemCalls.close(epoll);
            SystemCalls.close(wakeUp);
        } catch (IOException e) {
            log.warn("The sandbox could not free its descriptors", e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
