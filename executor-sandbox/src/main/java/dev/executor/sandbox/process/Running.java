// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox.process;

import dev.executor.isolation.SandboxException;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;

/// The attempts that run at this moment, so that closing the sandbox reaches them. Thread-safe.
public final class Running {
    private final Set<BlockingQueue<Notice>> mailboxes = new HashSet<>(); // guarded by this
    private int attempts; // guarded by this
    private final CompletableFuture<Void> closing = new CompletableFuture<>();

    /// Makes one with nothing running.
    public Running() {}

    /// Counts an attempt in.
    ///
    /// @throws SandboxException if the sandbox closes
    synchronized void enter() throws SandboxException {
        if (closing.isDone()) {
            throw new SandboxException("the sandbox is closed; close the pools that use it before it", null);
        }
        attempts++;
    }

    synchronized void leave() {
        attempts--;
        notifyAll();
    }

    synchronized void add(BlockingQueue<Notice> mailbox) {
        mailboxes.add(mailbox);
        if (closing.isDone()) {
            mailbox.add(new Notice.Closing());
        }
    }

    /// {@return what completes when the sandbox closes}
    CompletableFuture<?> closing() {
        return closing;
    }

    synchronized void remove(BlockingQueue<Notice> mailbox) {
        mailboxes.remove(mailbox);
    }

    /// Tells every attempt to stop, and waits until all are over. An interrupt does not end the wait, as each
    /// attempt ends in bounded time; it is kept.
    public synchronized void close() {
        closing.complete(null);
        mailboxes.forEach(mailbox -> mailbox.add(new Notice.Closing()));
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
