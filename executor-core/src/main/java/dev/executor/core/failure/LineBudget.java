// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.failure;

import java.util.LinkedHashMap;
import java.util.Map;

/// Bounds how many lines are logged: so many a minute for each name, and so many a minute for all names together,
/// as the number of names has no bound. Windows are fixed, not sliding, so that one costs two numbers. Not
/// thread-safe.
final class LineBudget {
    static final int LINES_A_NAME = 10;
    static final int LINES_IN_ALL = 100;
    static final long WINDOW_NANOS = 60_000_000_000L;

    /// Names that are remembered; the one that was used least lately is forgotten first.
    private static final int NAMES_MAX = 1_000;

    private final Map<String, Window> names = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Window> eldest) {
            return size() > NAMES_MAX;
        }
    };
    private final Window all = new Window();

    private static final class Window {
        private long sinceNanos;
        private int lines;
        private long leftOut; // since the last line

        /// Begins the next window if this one is over.
        void roll(long nowNanos) {
            if (lines == 0 || nowNanos - sinceNanos >= WINDOW_NANOS) {
                sinceNanos = nowNanos;
                lines = 0;
            }
        }
    }

    /// Takes one line.
    ///
    /// @param name whose line it is
    /// @param nowNanos the time
    /// @return how many lines of that name were left out since the last one; -1 if this one is to be left
    ///     out, too
    long take(String name, long nowNanos) {
        Window own = names.computeIfAbsent(name, _ -> new Window());
        own.roll(nowNanos);
        all.roll(nowNanos);
        if (own.lines >= LINES_A_NAME || all.lines >= LINES_IN_ALL) {
            own.leftOut++;
            return -1;
        }
        own.lines++;
        all.lines++;
        long leftOut = own.leftOut;
        own.leftOut = 0;
        return leftOut;
    }
}
