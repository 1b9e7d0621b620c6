// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.lincheck;

import dev.executor.ExecutorPool;
import dev.executor.PoolConfig;
import dev.executor.PoolState;
import dev.executor.Rejection;
import dev.executor.Task;
import dev.executor.TaskOutcome;
import dev.executor.core.lifecycle.AttemptEnd;
import dev.executor.core.lifecycle.Lifecycle;
import dev.executor.core.lifecycle.PermitHolder;
import dev.executor.core.lifecycle.Phase;
import dev.executor.core.lifecycle.PoolEffects;
import dev.executor.core.lifecycle.Recorder;
import dev.executor.core.lifecycle.Setup;
import dev.executor.core.lifecycle.TaskExecution;
import dev.executor.core.time.Timers;
import dev.executor.event.TaskEvent;
import dev.executor.spi.Host;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// One task, and everyone who wants to decide its outcome.
class TaskLincheckTest {
    @Test
    void ofAllWhoWantToDecideAnOutcomeOneDoes() {
        Check.linearizable(Plain.class, Model.class);
    }

    @Test
    void soItIsWhenSomebodyListens() {
        Check.linearizableInFewScenarios(Observed.class, Model.class);
    }

    @Test
    void anOutcomeThatIsDecidedByLookingFirstIsFound() {
        Check.findsTheFaultIn(Racy.class, Model.class);
    }

    private static final class Pool implements PoolEffects {
        private static final PoolConfig CONFIG = ExecutorPool.builder("checked").config();

        private final SteppedHost host = new SteppedHost();
        private final Timers timers = new Timers(host);
        private final boolean observed;
        final AtomicInteger decided = new AtomicInteger();
        final AtomicInteger released = new AtomicInteger();
        final AtomicInteger stopping = new AtomicInteger();
        final AtomicInteger finished = new AtomicInteger();

        Pool(boolean observed) {
            this.observed = observed;
        }

        @Override
        public PoolConfig config() {
            return CONFIG;
        }

        @Override
        public Host host() {
            return host;
        }

        @Override
        public void unread(TaskExecution<?> task) {}

        @Override
        public Timers timers() {
            return timers;
        }

        @Override
        public boolean observed() {
            return observed;
        }

        @Override
        public void deliver(TaskEvent event, @Nullable Object context) {
            if (event instanceof TaskEvent.Finished) {
                finished.incrementAndGet();
            }
        }

        @Override
        public void enqueue(TaskExecution<?> task) {}

        @Override
        public void dequeue(TaskExecution<?> task) {}

        @Override
        public void releaseKey(TaskExecution<?> task) {}

        @Override
        public void decided(TaskExecution<?> task, Object outcome) {
            decided.incrementAndGet();
        }

        @Override
        public void release(TaskExecution<?> task) {
            released.incrementAndGet();
        }

        @Override
        public void count(Phase from, Phase to) {
            if (from.stopping() != to.stopping()) {
                stopping.addAndGet(to.stopping() ? 1 : -1);
            }
        }

        @Override
        public Lifecycle lifecycle() {
            return Lifecycle.inMemory();
        }

        @Override
        public Optional<Recorder> recorder() {
            return Optional.empty();
        }

        @Override
        public void stuck(int change) {}

        @Override
        public boolean cancelling() {
            return false;
        }

        @Override
        public boolean draining() {
            return false;
        }

        @Override
        public void callBack(Runnable callback, @Nullable Object context) {
            callback.run();
        }
    }

    private static final class Holder extends PermitHolder {
        @Override
        protected void giveBack() {}

        @Override
        protected void takeBack() {}
    }

    /// The operations. The one validation is declared below: the checker would see an inherited one twice.
    abstract static class Contended {
        private static final long LIMIT = 1 << 21;

        private final Pool pool;
        private final TaskExecution<String> task;
        private boolean dispatched; // the worker's

        Contended(boolean observed) {
            pool = new Pool(observed);
            task = new TaskExecution<>(
                    Task.of("checked", _ -> "body").withTimeout(Duration.ofNanos(LIMIT)),
                    pool,
                    null,
                    null,
                    Setup.PLAIN,
                    0);
            task.enter();
        }

        /// A thread takes it, runs it if it is not too late, and sees what it came to.
        @Operation(nonParallelGroup = "worker")
        public String run() {
            boolean first = !dispatched;
            dispatched = true;
            if (first && task.dispatched(new Holder(), 0)) {
                task.attemptEnded(AttemptEnd.Accepted.ACCEPTED, "body", 0);
            }
            return outcome();
        }

        @Operation
        public boolean cancel() {
            return task.cancel();
        }

        @Operation
        public boolean cancelQuietly() {
            return task.cancelQuietly();
        }

        @Operation
        public boolean shed() {
            return task.shed(new Rejection.ShuttingDown(PoolState.DRAINING));
        }

        @Operation
        public boolean shutdown() {
            return task.shutdown();
        }

        @Operation(nonParallelGroup = "timer")
        public void timeOut() {
            pool.host.advanceTo(LIMIT);
        }

        @Operation
        public String outcome() {
            return switch (task.outcome().orElse(null)) {
                case null -> "none";
                case TaskOutcome.Succeeded<String> _ -> "succeeded";
                case TaskOutcome.Failed<String> _ -> "failed";
                case TaskOutcome.TimedOut<String> _ -> "timed out";
                case TaskOutcome.Cancelled<String>(var reason, var _) -> "cancelled, " + reason;
                case TaskOutcome.Rejected<String> _ -> "rejected";
            };
        }

        final void check() {
            int once = task.outcome().isPresent() ? 1 : 0;
            if (pool.decided.get() != once
                    || pool.released.get() != once
                    || pool.stopping.get() != 0
                    || pool.finished.get() != (pool.observed ? once : 0)) {
                throw new IllegalStateException("decided " + pool.decided + ", released " + pool.released
                        + ", stopping " + pool.stopping + ", finished " + pool.finished);
            }
        }
    }

    public static final class Plain extends Contended {
        public Plain() {
            super(false);
        }

        @Validate
        public void afterwards() {
            check();
        }
    }

    public static final class Observed extends Contended {
        public Observed() {
            super(true);
        }

        @Validate
        public void afterwards() {
            check();
        }
    }

    public static final class Model {
        private String outcome = "none";

        private boolean decide(String wanted) {
            if (!outcome.equals("none")) {
                return false;
            }
            outcome = wanted;
            return true;
        }

        public String run() {
            decide("succeeded");
            return outcome;
        }

        public boolean cancel() {
            return decide("cancelled, REQUESTED");
        }

        public boolean cancelQuietly() {
            return decide("cancelled, REQUESTED");
        }

        public boolean shed() {
            return decide("rejected");
        }

        public boolean shutdown() {
            return decide("cancelled, SHUTDOWN");
        }

        public void timeOut() {
            decide("timed out");
        }

        public String outcome() {
            return outcome;
        }
    }

    public static final class Racy {
        private volatile String outcome = "none";

        @Operation
        public boolean cancel() {
            if (!outcome.equals("none")) {
                return false;
            }
            outcome = "cancelled, REQUESTED";
            return true;
        }

        @Operation
        public boolean shed() {
            if (!outcome.equals("none")) {
                return false;
            }
            outcome = "rejected";
            return true;
        }

        @Operation
        public String outcome() {
            return outcome;
        }
    }
}
