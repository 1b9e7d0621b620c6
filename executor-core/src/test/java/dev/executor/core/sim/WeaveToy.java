// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.sim;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntSupplier;

/// What the test of [PointWeaver] weaves: one of each thing that it changes.
public final class WeaveToy implements IntSupplier {
    private final ReentrantLock lock = new ReentrantLock();
    private final AtomicInteger atomic = new AtomicInteger();
    private final ConcurrentHashMap<String, Integer> map = new ConcurrentHashMap<>();
    private volatile int shared;
    private int own;

    /// Made by name.
    public WeaveToy() {}

    @Override
    public int getAsInt() {
        lock.lock();
        try {
            shared = atomic.incrementAndGet();
        } finally {
            lock.unlock();
        }
        if (lock.tryLock()) {
            lock.unlock();
        }
        synchronized (map) {
            own += synchronizedStep(shared);
        }
        map.computeIfAbsent("key", _ -> atomic.incrementAndGet());
        return own + (int) (Thread.currentThread().threadId() * 0);
    }

    private synchronized int synchronizedStep(int value) {
        if (value < 0) {
            throw new IllegalArgumentException("negative");
        }
        return value + shared;
    }
}
