// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.lincheck;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.ThreadIdGen;
import org.jetbrains.lincheck.datastructures.Validate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Not a linearizable queue, and need not be: an element is not read while an earlier position is claimed and empty.
/// What is promised is that nothing accepted is lost or had twice, and that each writer's elements come in order.
public class EventRingLincheckTest {
    private static final Hidden RING = new Hidden("dev.executor.core.event.EventRing");
    private static final Maker NEW = RING.constructor(Maker.class);
    private static final Offer OFFER = RING.method(Offer.class, "offer", boolean.class, Object.class);
    private static final Poll POLL = RING.method(Poll.class, "poll", Object.class);

    /// Public, so that a lambda in the ring's own package can be one.
    public interface Maker {
        Object make(int capacity);
    }

    public interface Offer {
        boolean offer(Object ring, Object element);
    }

    public interface Poll {
        @Nullable
        Object poll(Object ring);
    }

    @Test
    void whatIsAcceptedIsReadOnceAndInOrder() {
        Check.validated(Ring.class);
    }

    @Test
    void aPositionThatIsClaimedByLookingFirstIsFound() {
        Check.findsTheFaultIn(Racy.class);
    }

    /// What goes in and what comes out: a hundred numbers for each writer.
    private static final class Book {
        private final AtomicIntegerArray lastIn = new AtomicIntegerArray(4);
        private final AtomicIntegerArray lastOut = new AtomicIntegerArray(4);
        private final AtomicInteger balance = new AtomicInteger();
        private volatile boolean wrong;

        int next(int writer) {
            return 100 * writer + lastIn.incrementAndGet(writer);
        }

        void accepted() {
            balance.incrementAndGet();
        }

        void read(@Nullable Object element) {
            if (element instanceof Integer number) {
                balance.decrementAndGet();
                wrong |= number % 100 <= lastOut.getAndSet(number / 100, number % 100);
            }
        }

        void check() {
            if (wrong || balance.get() != 0) {
                throw new IllegalStateException("out of order or twice: " + wrong + ", lost: " + balance);
            }
        }
    }

    public static final class Ring {
        private final Object ring = NEW.make(2);
        private final Book book = new Book();

        @Operation
        public void offer(@Param(gen = ThreadIdGen.class) int thread) {
            if (OFFER.offer(ring, book.next(thread))) {
                book.accepted();
            }
        }

        @Operation(nonParallelGroup = "reader")
        public void poll() {
            book.read(POLL.poll(ring));
        }

        @Validate
        public void afterwards() {
            for (int i = 0; i < 3; i++) {
                book.read(POLL.poll(ring));
            }
            book.check();
        }
    }

    public static final class Racy {
        private final AtomicReferenceArray<@Nullable Integer> slots = new AtomicReferenceArray<>(16);
        private final AtomicInteger tail = new AtomicInteger();
        private final Book book = new Book();

        @Operation
        public void offer(@Param(gen = ThreadIdGen.class) int thread) {
            int position = tail.get();
            tail.set(position + 1);
            slots.set(position, book.next(thread));
            book.accepted();
        }

        @Validate
        public void afterwards() {
            for (int i = 0; i < tail.get(); i++) {
                book.read(slots.get(i));
            }
            book.check();
        }
    }
}
