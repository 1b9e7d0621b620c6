// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.sync;

import java.util.LinkedHashSet;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// Threads that wait in line, first come, first served. Thread-safe. It parks nobody: a thread takes a [Ticket], and
/// parks by itself until the ticket has its answer or it gives up.
///
/// A thread takes its ticket before it looks for what it needs; a thread that frees something frees it before it looks
/// at [#isEmpty()]. So one of the two always sees the other.
///
/// @param <A> what is answered
public final class WaitLine<A> {
    private final ReentrantLock lock = new ReentrantLock();

    /// In order; leaving costs the same at any length. Guarded by the lock.
    private final LinkedHashSet<Ticket<A>> line = new LinkedHashSet<>();

    private volatile int length; // written under the lock

    /// Makes an empty line.
    public WaitLine() {}

    /// One thread's place in the line.
    ///
    /// @param <A> what is answered
    public static final class Ticket<A> {
        private final Thread thread = Thread.currentThread();
        private volatile @Nullable A answer;

        private Ticket() {}

        /// {@return the answer; null while there is none}
        public @Nullable A answer() {
            return answer;
        }

        private void answer(A given) {
            answer = given;
            LockSupport.unpark(thread);
        }
    }

    /// {@return whether nobody waits}
    public boolean isEmpty() {
        return length == 0;
    }

    /// Lets the calling thread wait.
    ///
    /// @return its ticket
    public Ticket<A> join() {
        var ticket = new Ticket<A>();
        lock.lock();
        try {
            line.addLast(ticket);
            length = line.size();
        } finally {
            lock.unlock();
        }
        return ticket;
    }

    /// Takes a ticket out of the line.
    ///
    /// @param ticket the caller's
    /// @return the answer that it had got by then; null if it had none, and then it gets none
    public @Nullable A leave(Ticket<A> ticket) {
        lock.lock();
        try {
            line.remove(ticket);
            length = line.size();
            return ticket.answer;
        } finally {
            lock.unlock();
        }
    }

    /// Answers the first in line.
    ///
    /// @param answer the answer
    /// @return false if nobody waits
    public boolean answerFirst(A answer) {
        return answerFirstIf(() -> true, answer);
    }

    /// Answers the first, the next, and so on, while there is something for them.
    ///
    /// @param taken asked before each, with the line locked, if somebody waits: takes what the answer stands for
    /// @param answer the answer
    public void answerWhile(BooleanSupplier taken, A answer) {
        boolean more = length != 0;
        while (more) {
            more = answerFirstIf(taken, answer);
        }
    }

    private boolean answerFirstIf(BooleanSupplier taken, A answer) {
        lock.lock();
        try {
            if (line.isEmpty() || !taken.getAsBoolean()) {
                return false;
            }
            line.removeFirst().answer(answer);
            length = line.size();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /// Wakes everyone without an answer, to look again at what they wait for. One read if nobody waits.
    public void wakeAll() {
        if (length == 0) {
            return;
        }
        lock.lock();
        try {
            line.forEach(ticket -> LockSupport.unpark(ticket.thread));
        } finally {
            lock.unlock();
        }
    }
}
