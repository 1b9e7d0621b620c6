// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox.process;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.executor.isolation.SandboxException;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;

/// The attempts that run now. Closing the sandbox stops them. Thread-safe.
public final class RunningAttempts {
    @GuardedBy("this")
    private final Set<BlockingQueue<RunSignal>> mailboxes = new HashSet<>();

    @GuardedBy("this")
    private int attempts;

    private final CompletableFuture<Void> closing = new CompletableFuture<>();

    /// Makes an empty set.
    public RunningAttempts() {}

    /// Counts an attempt in.
    ///
    /// @throws SandboxException if the sandbox is closed or closing
    synchronized void enter() throws SandboxException {
        if (closing.isDone()) {
            throw new SandboxException("the sandbox is closed; close the pools that use it first", null);
        }
        attempts++;
    }

    synchronized void leave() {
        attempts--;
        notifyAll();
    }

    synchronized void add(BlockingQueue<RunSignal> mailbox) {
        mailboxes.add(mailbox);
        if (closing.isDone()) {
            mailbox.add(new RunSignal.SandboxClosing());
        }
    }

    /// {@return a future that completes when the sandbox closes}
    CompletableFuture<?> closing() {
        return closing;
    }

    synchronized void remove(BlockingQueue<RunSignal> mailbox) {
        mailboxes.remove(mailbox);
    }

    /// Signals every attempt to stop and waits until all have ended. An interrupt does not end the wait, because
    /// each attempt ends in bounded time; the interrupt is restored afterwards.
    public synchronized void close() {
        closing.complete(null);
        mailboxes.forEach(mailbox -> mailbox.add(new RunSignal.SandboxClosing()));
        boolean interrupted = false;
        while (attempts > 0) {
            try {
                wait();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
