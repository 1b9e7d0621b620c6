// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.sync;

/// Where the elements of an array go that different threads write to, so that no two of them share a cache line.
///
/// Processors fetch cache lines in pairs, so two elements are 128 bytes apart, for elements of four bytes or more.
/// There is as much room before the first and after the last. The JDK's `@Contended` does the same and is not for
/// libraries.
public final class CacheLines {
    private static final int APART = 32;

    private CacheLines() {}

    /// {@return how long the array has to be}
    /// @param elements how many elements it is for
    public static int length(int elements) {
        return (elements + 1) * APART;
    }

    /// {@return where in the array an element is}
    /// @param element which one, from 0
    public static int index(int element) {
        return (element + 1) * APART;
    }
}
