// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.pool;

import dev.executor.core.context.ContextCapture;
import dev.executor.core.context.UserCode;
import dev.executor.spi.FailureText;
import dev.executor.spi.Host;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs the users' callbacks, each on a thread of its own with the submitter's context. Thread-safe.
final class Callbacks {
    private static final Logger log = LoggerFactory.getLogger(Callbacks.class);
    private static final Duration RETRY = Duration.ofMillis(10);

    private final String pool;
    private final Host host;
    private final ContextCapture contexts;
    private final LongAdder errors = new LongAdder();

    Callbacks(String pool, Host host, ContextCapture contexts) {
        this.pool = pool;
        this.host = host;
        this.contexts = contexts;
    }

    /// {@return how often one threw}
    long errors() {
        return errors.sum();
    }

    /// Runs one, now or as soon as a thread can be started.
    void run(Runnable callback, @Nullable Object context) {
        try {
            host.startEngineThread(pool + "-callback", () -> guarded(callback, context));
        } catch (Throwable e) {
            // No thread can be made now; the callback must not be lost, and must not run on a thread of the pool.
            log.warn("pool '{}' could not start a thread for a callback; trying again", pool, e);
            host.after(RETRY, () -> run(callback, context));
        }
    }

    private void guarded(Runnable callback, @Nullable Object context) {
        try {
            contexts.enterThread();
            ContextCapture.with(context, callback);
        } catch (Throwable e) {
            errors.increment();
            UserCode.tell(e, () -> log.warn("a callback of pool '{}' threw", pool, FailureText.printable(e)));
        }
    }
}
