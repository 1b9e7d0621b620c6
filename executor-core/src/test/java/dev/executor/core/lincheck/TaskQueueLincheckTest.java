// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.lincheck;

import dev.executor.core.queue.QueueNode;
import dev.executor.core.queue.TaskQueue;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TaskQueueLincheckTest {
    @Test
    void itIsAQueueByPriorityThenByArrival() {
        Check.linearizableInFewScenarios(Queue.class, Model.class);
    }

    @Test
    void anInboxThatIsEmptiedInTwoStepsIsFound() {
        Check.findsTheFaultIn(Racy.class, Model.class);
    }

    /// All waiting since the same time, so that a level decides, and within a level the arrival.
    private static final class Node extends QueueNode {
        private final int number;

        Node(int number) {
            this.number = number;
        }

        @Override
        protected int level() {
            return number % 2;
        }

        @Override
        protected long waitingSinceNanos() {
            return 0;
        }

        @Override
        protected @Nullable String orderingKey() {
            return null;
        }
    }

    /// Two nodes wait from the beginning, so that there is something to take out; any number may come.
    @Param(name = "node", gen = IntGen.class, conf = "2:5")
    @Param(name = "first", gen = IntGen.class, conf = "0:1")
    public static final class Queue {
        private final TaskQueue queue = new TaskQueue(1_000);
        private final Node[] first = {new Node(0), new Node(1)};

        public Queue() {
            queue.offer(first[0]);
            queue.offer(first[1]);
        }

        @Operation
        public void offer(@Param(name = "node") int number) {
            queue.offer(new Node(number));
        }

        @Operation
        public int poll() {
            return queue.poll() instanceof Node node ? node.number : -1;
        }

        @Operation
        public void remove(@Param(name = "first") int number) {
            queue.remove(first[number]);
        }
    }

    public static final class Model {
        private final List<Integer> waiting = new ArrayList<>(List.of(0, 1));

        public void offer(int number) {
            waiting.add(number);
        }

        public int poll() {
            int best = -1;
            for (int number : waiting) {
                if (best < 0 || number % 2 > best % 2) {
                    best = number;
                }
            }
            waiting.remove((Integer) best);
            return best;
        }

        public void remove(int number) {
            waiting.remove((Integer) number);
        }
    }

    /// The inbox alone, emptied by a read and a write instead of one exchange.
    @Param(name = "node", gen = IntGen.class, conf = "2:5")
    public static final class Racy {
        private record Link(int number, @Nullable Link below) {}

        private final AtomicReference<@Nullable Link> inbox = new AtomicReference<>();
        private final Model ordered = new Model();

        @Operation
        public void offer(@Param(name = "node") int number) {
            inbox.updateAndGet(head -> new Link(number, head));
        }

        @Operation
        public synchronized int poll() {
            var newest = inbox.get();
            inbox.set(null); // what was pushed in between is lost
            var oldestFirst = new ArrayList<Integer>();
            for (var link = newest; link != null; link = link.below) {
                oldestFirst.addFirst(link.number);
            }
            oldestFirst.forEach(ordered::offer);
            return ordered.poll();
        }
    }
}
