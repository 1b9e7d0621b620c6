// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TaskQueueTest {
    private static final long AGEING = 100;

    private static final class Node extends QueueNode {
        private final int level;
        private final long since;
        private final @Nullable String key;

        Node(int level, long since, @Nullable String key) {
            this.level = level;
            this.since = since;
            this.key = key;
        }

        @Override
        protected int level() {
            return level;
        }

        @Override
        protected long waitingSinceNanos() {
            return since;
        }

        @Override
        protected @Nullable String orderingKey() {
            return key;
        }
    }

    /// The order by definition: a sorted list, and a list for each key.
    private static final class Model {
        private final List<Node> ready = new ArrayList<>();
        private final Map<String, List<Node>> keyed = new HashMap<>(); // the holder first

        void offer(Node node) {
            if (node.key != null) {
                var queue = keyed.computeIfAbsent(node.key, _ -> new ArrayList<>());
                queue.add(node);
                if (queue.getFirst() != node) {
                    return;
                }
            }
            ready.add(node);
        }

        @Nullable
        Node poll() {
            var first = ready.stream()
                    .min(Comparator.<Node>comparingLong(node -> node.since + (3 - node.level) * AGEING)
                            .thenComparing(node -> -node.level));
            first.ifPresent(ready::remove);
            return first.orElse(null);
        }

        boolean remove(Node node) {
            if (ready.remove(node)) {
                return true;
            }
            return node.key != null && keyed.getOrDefault(node.key, List.of()).remove(node);
        }

        void releaseKey(Node node) {
            if (node.key == null
                    || !keyed.containsKey(node.key)
                    || keyed.get(node.key).getFirst() != node) {
                return;
            }
            var queue = keyed.get(node.key);
            queue.removeFirst();
            if (queue.isEmpty()) {
                keyed.remove(node.key);
            } else {
                ready.add(queue.getFirst());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void itKeepsTheOrderThatASortedListWouldKeep(long seed) {
        var random = new Random(seed);
        var queue = new TaskQueue(AGEING);
        var model = new Model();
        var offered = new ArrayList<Node>();
        var running = new ArrayList<Node>();
        for (int i = 0; i < 5_000; i++) {
            switch (random.nextInt(5)) {
                case 0, 1 -> {
                    // Distinct times, so that the order is total.
                    var node = new Node(
                            random.nextInt(4), i * 7L, random.nextInt(3) == 0 ? "key " + random.nextInt(3) : null);
                    queue.offer(node);
                    model.offer(node);
                    offered.add(node);
                }
                case 2 -> {
                    var polled = queue.poll();
                    assertThat(polled).isSameAs(model.poll());
                    if (polled instanceof Node node) {
                        offered.remove(node);
                        running.add(node);
                    }
                }
                case 3 -> {
                    if (!offered.isEmpty()) {
                        var node = offered.remove(random.nextInt(offered.size()));
                        queue.remove(node);
                        queue.releaseKey(node);
                        boolean holds = model.ready.contains(node);
                        assertThat(model.remove(node)).isTrue();
                        if (holds) {
                            model.releaseKey(node);
                        }
                    }
                }
                default -> {
                    if (!running.isEmpty()) {
                        var node = running.remove(random.nextInt(running.size()));
                        queue.releaseKey(node);
                        model.releaseKey(node);
                    }
                }
            }
            assertThat(queue.waiting()).hasSize(offered.size());
        }
    }
}
