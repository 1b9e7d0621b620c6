// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.lincheck;

import dev.executor.core.admission.Slots;
import dev.executor.core.time.Timers;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Test;

/// A thread that waits for a slot must be woken: the checker reports a thread that parks for good.
class SlotsLincheckTest {
    @Test
    void theBoundHoldsAndNoPlaceIsLost() {
        Check.validated(OnePlace.class);
    }

    @Test
    void aPlaceTakenByLookingFirstIsFound() {
        Check.findsTheFaultIn(Racy.class);
    }

    public static final class OnePlace {
        private final SteppedHost host = new SteppedHost();
        private final Slots slots = new Slots(1, host, new Timers(host), () -> {});
        private final AtomicInteger inside = new AtomicInteger();
        private final AtomicBoolean tooMany = new AtomicBoolean();

        private void use() {
            if (inside.incrementAndGet() > 1) {
                tooMany.set(true);
            }
            inside.decrementAndGet();
            slots.release();
        }

        @Operation
        public void tryTake() {
            if (slots.tryTake()) {
                use();
            }
        }

        @Operation
        public void take() throws InterruptedException {
            if (slots.take(1_000_000, () -> false) == Slots.Grant.GRANTED) {
                use();
            }
        }

        @Operation
        public void close() {
            slots.close();
        }

        @Validate
        public void afterwards() {
            if (tooMany.get()) {
                throw new IllegalStateException("two were inside");
            }
            if (slots.live() != 0 || !slots.tryTake()) {
                throw new IllegalStateException("a slot is lost; live: " + slots.live());
            }
            slots.release();
        }
    }

    public static final class Racy {
        private final AtomicInteger live = new AtomicInteger();
        private volatile boolean tooMany;

        @Operation
        public void tryTake() {
            if (live.get() < 1) {
                tooMany |= live.incrementAndGet() > 1;
                live.decrementAndGet();
            }
        }

        @Validate
        public void afterwards() {
            if (tooMany) {
                throw new IllegalStateException("two were inside");
            }
        }
    }
}
