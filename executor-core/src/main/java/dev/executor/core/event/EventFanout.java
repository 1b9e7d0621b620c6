// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.event;

import dev.executor.PoolConfig;
import dev.executor.core.context.ContextCapture;
import dev.executor.core.context.UserCode;
import dev.executor.event.TaskEvent;
import dev.executor.event.TaskListener;
import dev.executor.spi.FailureText;
import dev.executor.spi.Host;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Delivers events to every listener of a pool. Thread-safe. The order per task is the caller's: it never delivers
/// two events of one task at once.
public final class EventFanout {
    private static final Logger log = LoggerFactory.getLogger(EventFanout.class);

    private final Outlet[] outlets;
    private final boolean inline; // whether any listener is called where it happens
    private final ContextCapture contexts;
    private final Runnable onIdle;
    private final LongAdder dropped = new LongAdder();
    private final LongAdder errors = new LongAdder();

    /// Makes a fan-out.
    ///
    /// @param config the pool's
    /// @param host starts the threads of buffered listeners
    /// @param contexts what each thread has by itself
    /// @param onIdle called whenever a buffer has been emptied
    public EventFanout(PoolConfig config, Host host, ContextCapture contexts, Runnable onIdle) {
        this.contexts = contexts;
        this.onIdle = onIdle;
        outlets = config.listeners().stream()
                .<Outlet>map(listening -> switch (listening.delivery()) {
                    case INLINE -> new Inline(new Guarded(listening.listener()));
                    case BUFFERED -> new Buffered(new Guarded(listening.listener()), config, host);
                })
                .toArray(Outlet[]::new);
        inline = Arrays.stream(outlets).anyMatch(Inline.class::isInstance);
    }

    /// {@return whether anybody listens}
    public boolean observed() {
        return outlets.length > 0;
    }

    /// {@return how many events found a buffer full}
    public long dropped() {
        return dropped.sum();
    }

    /// {@return how often a listener threw}
    public long errors() {
        return errors.sum();
    }

    /// Delivers one event.
    ///
    /// @param event what happened
    /// @param context the submitter's captured context, or null
    public void deliver(TaskEvent event, @Nullable Object context) {
        if (context == null || !inline) {
            deliverToAll(event, context);
            return;
        }
        try (var _ = ContextCapture.open(context)) { // once for all that are called here
            deliverToAll(event, context);
        }
    }

    private void deliverToAll(TaskEvent event, @Nullable Object context) {
        for (Outlet outlet : outlets) {
            outlet.deliver(event, context);
        }
    }

    /// {@return whether every buffered event has been delivered}
    public boolean idle() {
        return Arrays.stream(outlets).allMatch(Outlet::idle);
    }

    private sealed interface Outlet permits Inline, Buffered {
        void deliver(TaskEvent event, @Nullable Object context);

        boolean idle();
    }

    /// A listener whose exceptions harm nobody: logged once, counted always.
    private final class Guarded {
        private final TaskListener listener;
        private final AtomicBoolean logged = new AtomicBoolean();

        Guarded(TaskListener listener) {
            this.listener = listener;
        }

        void call(TaskEvent event) {
            try {
                listener.onEvent(event);
            } catch (Throwable e) {
                errors.increment();
                if (logged.compareAndSet(false, true)) {
                    warn(listener, event, e);
                }
            }
        }
    }

    private static void warn(TaskListener listener, TaskEvent event, Throwable thrown) {
        // Of the event only its kind, and of the listener only its class: their texts may be user code.
        UserCode.tell(
                thrown,
                () -> log.warn(
                        "listener {} of pool '{}' threw on {}; further exceptions of it are only counted",
                        listener.getClass().getName(),
                        event.task().pool(),
                        event.getClass().getSimpleName(),
                        FailureText.printable(thrown)));
    }

    private record Inline(Guarded listener) implements Outlet {
        @Override
        public void deliver(TaskEvent event, @Nullable Object context) {
            listener.call(event); // in the context, which is open
        }

        @Override
        public boolean idle() {
            return true;
        }
    }

    private record Entry(TaskEvent event, @Nullable Object context) {}

    /// A ring and, while it is not empty, one thread that empties it.
    private final class Buffered implements Outlet {
        private final Guarded listener;
        private final EventRing<Object> ring;
        private final AtomicBoolean delivering = new AtomicBoolean();
        private final Host host;
        private final String threadName;

        Buffered(Guarded listener, PoolConfig config, Host host) {
            this.listener = listener;
            this.ring = new EventRing<>(config.eventBuffer());
            this.host = host;
            this.threadName = config.name() + "-listener";
        }

        @Override
        public void deliver(TaskEvent event, @Nullable Object context) {
            if (!ring.offer(context == null ? event : new Entry(event, context))) {
                dropped.increment();
            }
            ensureThread();
        }

        /// Also called when an offer was refused: a thread that could not be started before is tried again.
        private void ensureThread() {
            if (!delivering.get() && delivering.compareAndSet(false, true)) {
                try {
                    host.startEngineThread(threadName, this::drain);
                } catch (Throwable e) {
                    delivering.set(false);
                    log.warn("no thread could be started for a listener; its events wait for the next one", e);
                }
            }
        }

        private void drain() {
            contexts.enterThread();
            do {
                for (Object next = ring.poll(); next != null; next = ring.poll()) {
                    if (next instanceof Entry(var event, var context)) {
                        ContextCapture.with(context, () -> listener.call(event));
                    } else {
                        listener.call((TaskEvent) next);
                    }
                    Thread.interrupted(); // a listener's own business
                }
                delivering.set(false);
                Thread.yield(); // a writer may have claimed a slot and not filled it yet
                // A writer that still saw `delivering` has claimed its slot before: look once more.
            } while (!ring.isEmpty() && delivering.compareAndSet(false, true));
            onIdle.run();
        }

        @Override
        public boolean idle() {
            return ring.isEmpty() && !delivering.get();
        }
    }
}
