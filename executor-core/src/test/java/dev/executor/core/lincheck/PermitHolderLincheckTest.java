// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.lincheck;

import dev.executor.core.lifecycle.PermitHolder;
import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Test;

public class PermitHolderLincheckTest {
    private static final Loser LOSE =
            new Hidden("dev.executor.core.lifecycle.PermitHolder").method(Loser.class, "lose", void.class);

    /// Public, so that a lambda in the holder's own package can be one.
    public interface Loser {
        void lose(Object holder);
    }

    @Test
    void aPermitThatIsLentAndLostIsGivenBackOnce() {
        Check.validated(Lending.class);
    }

    @Test
    void aPermitThatIsGivenBackByBothIsFound() {
        Check.findsTheFaultIn(Racy.class);
    }

    private static final class Holder extends PermitHolder {
        /// How many permits the pool has back: 0 while this one is held, 1 when it is not.
        private final AtomicInteger free = new AtomicInteger();

        @Override
        protected void giveBack() {
            free.incrementAndGet();
        }

        @Override
        protected void takeBack() {
            free.decrementAndGet();
        }
    }

    public static final class Lending {
        private final Holder holder = new Holder();

        @Operation(nonParallelGroup = "thread")
        public void lendAndReclaim() {
            holder.lend();
            holder.reclaim();
        }

        @Operation
        public void lose() {
            LOSE.lose(holder);
        }

        @Validate
        public void afterwards() {
            if (holder.free.get() != (holder.holds() ? 0 : 1)) {
                throw new IllegalStateException("holds " + holder.holds() + ", free " + holder.free);
            }
        }
    }

    public static final class Racy {
        private final AtomicInteger free = new AtomicInteger();
        private volatile boolean held = true;

        @Operation
        public void lose() {
            if (held) {
                held = false;
                free.incrementAndGet();
            }
        }

        @Validate
        public void afterwards() {
            if (free.get() != (held ? 0 : 1)) {
                throw new IllegalStateException("holds " + held + ", free " + free);
            }
        }
    }
}
