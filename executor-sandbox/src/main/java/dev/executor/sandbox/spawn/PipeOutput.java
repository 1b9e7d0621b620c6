// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox.spawn;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// The reading end of a pipe. The reader is parked while there is nothing, and the [EventLoop] wakes it.
final class PipeOutput implements Output {
    private final EventLoop events;
    private final int descriptor;

    /// Readable, as far as the event loop has told. Set by that, cleared by the reader before it looks.
    private volatile boolean readable = true;

    private volatile boolean finishing;
    private volatile @Nullable Thread reader;
    private boolean added; // by the reader

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
                boolean last = finishing; // before the look: what was written before it was set is seen
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

    /// A wake-up between the look and the park is not lost: the flag tells.
    private void waitForMore() throws IOException {
        if (added) {
            events.again(descriptor);
        } else {
            added = true;
            events.add(descriptor, this::wake);
        }
        while (!readable && !finishing) {
            LockSupport.park(this);
            // An interrupt would make every park return at once. The pump is interrupted by nobody.
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
