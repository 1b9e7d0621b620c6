// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.lincheck;

import dev.executor.core.time.TimerNode;
import dev.executor.core.time.Timers;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Test;

class TimersLincheckTest {
    @Test
    void whatIsArmedFiresOnceAndNeverEarlyUnlessItIsCancelled() {
        Check.validated(TwoNodes.class);
    }

    @Test
    void aWakeUpThatForgetsWhatWasArmedMeanwhileIsFound() {
        Check.findsTheFaultIn(Racy.class);
    }

    private static final class Node extends TimerNode {
        private final long deadline;
        private final AtomicInteger armed = new AtomicInteger();
        private final AtomicInteger fired = new AtomicInteger();
        private volatile boolean cancelled;
        private volatile boolean early;

        Node(long deadline) {
            super(0);
            this.deadline = deadline;
        }

        @Override
        protected void fire(long nowNanos) {
            early |= nowNanos < deadline;
            fired.incrementAndGet();
        }

        boolean wrong() {
            int most = armed.get();
            int least = cancelled ? 0 : most;
            return early || fired.get() < least || fired.get() > most;
        }
    }

    @Param(name = "node", gen = IntGen.class, conf = "0:1")
    public static final class TwoNodes {
        private static final long TICK = 1 << 20;

        private final SteppedHost host = new SteppedHost();
        private final Timers timers = new Timers(host);
        private final Node[] nodes = {new Node(TICK), new Node(3 * TICK)};

        @Operation
        public void arm(@Param(name = "node") int number) {
            var node = nodes[number];
            if (node.armed.compareAndSet(0, 1)) {
                timers.arm(node, node.deadline);
            }
        }

        @Operation
        public void cancel(@Param(name = "node") int number) {
            nodes[number].cancelled = true;
            timers.cancel(nodes[number]);
        }

        @Operation
        public void advance() {
            host.advanceTo(2 * TICK);
        }

        @Validate
        public void afterwards() {
            host.advanceTo(1_000 * TICK);
            for (var node : nodes) {
                if (node.wrong()) {
                    throw new IllegalStateException("armed " + node.armed + ", fired " + node.fired + ", cancelled "
                            + node.cancelled + ", early " + node.early);
                }
            }
        }
    }

    /// One deadline in place of many, replaced by each new one: the later one overwrites the earlier.
    public static final class Racy {
        private final SteppedHost host = new SteppedHost();
        private final AtomicInteger armed = new AtomicInteger();
        private final AtomicInteger fired = new AtomicInteger();
        private volatile int waiting;

        @Operation
        public void arm() {
            armed.incrementAndGet();
            waiting = waiting + 1;
            host.after(Duration.ofNanos(1), this::fireAll);
        }

        private void fireAll() {
            int due = waiting;
            waiting = 0;
            fired.addAndGet(due);
        }

        @Validate
        public void afterwards() {
            host.advanceTo(10);
            if (fired.get() != armed.get()) {
                throw new IllegalStateException("armed " + armed + ", fired " + fired);
            }
        }
    }
}
