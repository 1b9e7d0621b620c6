// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.lincheck;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Test;

public class GateLincheckTest {
    private static final Hidden GATE = new Hidden("dev.executor.core.dispatch.ConcurrencyGate");
    private static final Maker NEW = GATE.constructor(Maker.class);
    private static final Asker TRY_ACQUIRE = GATE.method(Asker.class, "tryAcquireForSearch", boolean.class);
    private static final Step CLEAR_SEARCHING = GATE.method(Step.class, "clearSearching", void.class);
    private static final Releaser RELEASE = GATE.method(Releaser.class, "release", void.class, boolean.class);
    private static final Step REACQUIRE = GATE.method(Step.class, "reacquire", void.class);
    private static final Mover LIMIT = GATE.method(Mover.class, "limit", void.class, int.class);
    private static final Asker WANTED = GATE.method(Asker.class, "wanted", boolean.class);
    private static final Counter RUNNING = GATE.method(Counter.class, "running", int.class);

    /// Public, so that a lambda in the gate's own package can be one.
    public interface Maker {
        Object make(int limit);
    }

    public interface Asker {
        boolean ask(Object gate);
    }

    public interface Step {
        void tell(Object gate);
    }

    public interface Releaser {
        void release(Object gate, boolean searching);
    }

    public interface Mover {
        void move(Object gate, int limit);
    }

    public interface Counter {
        int count(Object gate);
    }

    @Test
    void thereAreNeverMorePermitsThanTheLimitAndNoneIsLost() {
        Check.validated(OnePermit.class);
    }

    @Test
    void aLimitThatMovesNeitherLosesNorInventsAPermit() {
        Check.validated(MovingLimit.class);
    }

    @Test
    void aPermitThatIsHandedOnAndFreedAsWellIsFound() {
        Check.findsTheFaultIn(Racy.class);
    }

    public static final class OnePermit {
        private final Object gate = NEW.make(1);
        private final AtomicInteger inside = new AtomicInteger();
        private final AtomicBoolean tooMany = new AtomicBoolean();

        private void use() {
            if (inside.incrementAndGet() > 1) {
                tooMany.set(true);
            }
            inside.decrementAndGet();
        }

        /// A thread that finds a task, runs it, and goes idle.
        @Operation
        public void run() {
            if (TRY_ACQUIRE.ask(gate)) {
                CLEAR_SEARCHING.tell(gate);
                use();
                RELEASE.release(gate, false);
            }
        }

        /// A thread that finds nothing.
        @Operation
        public void search() {
            if (TRY_ACQUIRE.ask(gate)) {
                use();
                RELEASE.release(gate, true);
            }
        }

        /// A thread whose task waits for another one.
        @Operation
        public void lend() {
            if (TRY_ACQUIRE.ask(gate)) {
                CLEAR_SEARCHING.tell(gate);
                RELEASE.release(gate, false);
                REACQUIRE.tell(gate);
                use();
                RELEASE.release(gate, false);
            }
        }

        @Validate
        public void afterwards() {
            int running = RUNNING.count(gate);
            if (tooMany.get() || running != 0) {
                throw new IllegalStateException("two ran at once: " + tooMany + ", still running: " + running);
            }
            if (!TRY_ACQUIRE.ask(gate)) {
                throw new IllegalStateException("the searching flag or the permit is lost");
            }
            RELEASE.release(gate, true);
        }
    }

    public static final class MovingLimit {
        private final Object gate = NEW.make(1);
        private final AtomicInteger inside = new AtomicInteger();
        private final AtomicBoolean tooMany = new AtomicBoolean();

        @Operation
        public void raise() {
            LIMIT.move(gate, 2);
        }

        @Operation
        public void lower() {
            LIMIT.move(gate, 1);
        }

        /// A thread that lends its permit, wants it back, and looks between two tasks whether it may keep it.
        @Operation
        public void run() {
            if (TRY_ACQUIRE.ask(gate)) {
                CLEAR_SEARCHING.tell(gate);
                RELEASE.release(gate, false);
                REACQUIRE.tell(gate);
                if (inside.incrementAndGet() > 2) {
                    tooMany.set(true);
                }
                inside.decrementAndGet();
                RELEASE.release(gate, false);
            }
        }

        @Validate
        public void afterwards() {
            LIMIT.move(gate, 1);
            if (tooMany.get() || RUNNING.count(gate) != 0 || WANTED.ask(gate)) {
                throw new IllegalStateException("too many: " + tooMany + ", left: " + RUNNING.count(gate));
            }
            if (!TRY_ACQUIRE.ask(gate)) {
                throw new IllegalStateException("the permit is lost");
            }
            CLEAR_SEARCHING.tell(gate);
            if (TRY_ACQUIRE.ask(gate)) {
                throw new IllegalStateException("a permit too many");
            }
            RELEASE.release(gate, false);
        }
    }

    /// Permits that are counted by a read and a write.
    public static final class Racy {
        private volatile int taken;

        @Operation
        public void run() {
            taken = taken + 1;
            taken = taken - 1;
        }

        @Validate
        public void afterwards() {
            if (taken != 0) {
                throw new IllegalStateException("permits taken: " + taken);
            }
        }
    }
}
