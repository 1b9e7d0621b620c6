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
    private static final Asker TRY_TAKE_TO_SEARCH = GATE.method(Asker.class, "tryTakeToSearch", boolean.class);
    private static final Teller FOUND = GATE.method(Teller.class, "found", void.class);
    private static final Giver GIVE = GATE.method(Giver.class, "give", void.class, boolean.class);
    private static final Teller TAKE_BACK = GATE.method(Teller.class, "takeBack", void.class);
    private static final Counter RUNNING = GATE.method(Counter.class, "running", int.class);

    /// Public, so that a lambda in the gate's own package can be one.
    public interface Maker {
        Object make(int limit);
    }

    public interface Asker {
        boolean ask(Object gate);
    }

    public interface Teller {
        void tell(Object gate);
    }

    public interface Giver {
        void give(Object gate, boolean searching);
    }

    public interface Counter {
        int count(Object gate);
    }

    @Test
    void thereAreNeverMorePermitsThanTheLimitAndNoneIsLost() {
        Check.validated(OnePermit.class);
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
            if (TRY_TAKE_TO_SEARCH.ask(gate)) {
                FOUND.tell(gate);
                use();
                GIVE.give(gate, false);
            }
        }

        /// A thread that finds nothing.
        @Operation
        public void search() {
            if (TRY_TAKE_TO_SEARCH.ask(gate)) {
                use();
                GIVE.give(gate, true);
            }
        }

        /// A thread whose task waits for another one.
        @Operation
        public void lend() {
            if (TRY_TAKE_TO_SEARCH.ask(gate)) {
                FOUND.tell(gate);
                GIVE.give(gate, false);
                TAKE_BACK.tell(gate);
                use();
                GIVE.give(gate, false);
            }
        }

        @Validate
        public void afterwards() {
            int running = RUNNING.count(gate);
            if (tooMany.get() || running != 0) {
                throw new IllegalStateException("two ran at once: " + tooMany + ", still running: " + running);
            }
            if (!TRY_TAKE_TO_SEARCH.ask(gate)) {
                throw new IllegalStateException("the mark or the permit is lost");
            }
            GIVE.give(gate, true);
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
