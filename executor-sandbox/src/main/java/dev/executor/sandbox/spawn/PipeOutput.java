// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox.spawn;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// The reading end of a pipe. The reader is parked while the pipe is empty; the [EventLoop] wakes it.
final class PipeOutput implements Output {
    private final EventLoop events;
    private final int descriptor;

    /// Whether the event loop has reported the pipe as readable. The event loop sets it; the reader clears it
    /// before it reads.
    private volatile boolean readable = true;

    private volatile boolean finishing;
    private volatile @Nullable Thread reader;
    private boolean added; // used by the reader only

    PipeOutput(EventLoop events, int descriptor) {
        this.events = events;
        this.descriptor = descriptor;
    }

    @Override
    public int read(byte[] into) throws IOException {
        reader = Thread.currentThread();
        try (var arena = Arena.ofConfined()) {
            var buffer = arena.allocate(into.length);
            for (; ; ) {
                boolean last = finishing; // read first, so that everything written before it was set is seen
                readable = false;
                int count = SystemCalls.read(descriptor, buffer);
                if (count > 0) {
                    MemorySegment.copy(buffer, ValueLayout.JAVA_BYTE, 0, into, 0, count);
                    return count;
                }
                if (count == 0 || last) {
                    return -1;
                }
                waitForMore();
            }
        }
    }

    /// Waits until there is more. A wake-up between the read and the park is not lost, because the flag stays set.
    private void waitForMore() throws IOException {
        if (added) {
            events.again(descriptor);
        } else {
            added = true;
            events.add(descriptor, this::wake);
        }
        while (!readable && !finishing) {
            LockSupport.park(this);
            // An interrupt would make every park return at once, but nothing interrupts the pump.
        }
    }

    private void wake() {
        readable = true;
        LockSupport.unpark(reader);
    }

    @Override
    public void finish() {
        finishing = true;
        LockSupport.unpark(reader);
    }

    @Override
    public void close() throws IOException {
        events.forget(descriptor);
        SystemCalls.close(descriptor);
    }
}
