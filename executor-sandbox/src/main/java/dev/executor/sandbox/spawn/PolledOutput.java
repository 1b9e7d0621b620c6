// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox.spawn;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// An output of a process that the JDK started. A blocking read would hold a carrier thread while the process is
/// silent. So this one polls, at least every [#LONGEST_NANOS], and reads only the available bytes.
final class PolledOutput implements Output {
    private static final long SHORTEST_NANOS = 500_000;
    private static final long LONGEST_NANOS = 20_000_000;

    private final InputStream in;
    private volatile boolean finishing;
    private volatile @Nullable Thread reader;

    PolledOutput(InputStream in) {
        this.in = in;
    }

    @Override
    public int read(byte[] into) throws IOException {
        reader = Thread.currentThread();
        long pauseNanos = SHORTEST_NANOS;
        for (; ; ) {
            boolean last = finishing; // read first, so that everything written before it was set is seen
            int available = in.available();
            if (available > 0) {
                return in.read(into, 0, Math.min(available, into.length));
            }
            if (last) {
                return -1;
            }
            LockSupport.parkNanos(this, pauseNanos);
            pauseNanos = Math.min(LONGEST_NANOS, pauseNanos * 2);
        }
    }

    @Override
    public void finish() {
        finishing = true;
        LockSupport.unpark(reader);
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
