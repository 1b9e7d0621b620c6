// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.sync;

import java.util.concurrent.locks.ReentrantLock;

/// A lock that a thread asks for a few times before it parks for it. For sections that are shorter than a park. Not
/// fair; reentrant.
public final class SpinLock {
    private static final int SPINS = 64;

    private final ReentrantLock lock = new ReentrantLock();

    /// Makes a free lock.
    public SpinLock() {}

    /// Takes the lock, uninterruptibly.
    public void lock() {
        for (int i = 0; i < SPINS; i++) {
            if (lock.tryLock()) {
                return;
            }
            Thread.onSpinWait();
        }
        lock.lock();
    }

    /// Gives the lock back. For the thread that has it.
    public void unlock() {
        lock.unlock();
    }

    /// Says that the calling thread has the lock, for an `assert`.
    ///
    /// @return whether it has
    public boolean held() {
        return lock.isHeldByCurrentThread();
    }
}
