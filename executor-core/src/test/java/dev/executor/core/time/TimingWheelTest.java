// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimingWheelTest {
    private static final long ORIGIN =
            Long.MAX_VALUE - 1_000_000_000L; // the clock wraps a second later: that must not matter

    private final TimingWheel wheel = new TimingWheel(ORIGIN);

    private static final class Node extends TimerNode {
        private final long due;

        Node(long due) {
            super(0);
            this.due = due;
        }

        @Override
        protected void fire(long nowNanos) {}
    }

    private Node add(long due) {
        var node = new Node(due);
        node.arm(due);
        wheel.add(node, due);
        return node;
    }

    private List<TimerNode> pollAll(long now) {
        var fired = new ArrayList<TimerNode>();
        for (TimerNode node = wheel.pollDue(now); node != null; node = wheel.pollDue(now)) {
            fired.add(node);
        }
        return fired;
    }

    @Test
    void aNodeComesOutAtItsDeadlineAndNotANanosecondEarlier() {
        for (var delay : List.of(1L, 1_000L, 5_000_000L, Duration.ofDays(400).toNanos())) {
            var node = add(ORIGIN + delay);
            assertThat(pollAll(ORIGIN + delay - 1)).isEmpty();
            assertThat(pollAll(ORIGIN + delay)).containsExactly(node);
        }
        assertThat(wheel.isEmpty()).isTrue();
    }

    @Test
    void theNextWakeUpLeadsToTheNextDeadlineInAFewSteps() {
        long due = ORIGIN + Duration.ofDays(3).toNanos() + 12_345;
        var node = add(due);
        int steps = 0;
        List<TimerNode> fired = List.of();
        long now = ORIGIN;
        while (fired.isEmpty()) {
            assertThat(wheel.nextWakeNanos() - due).isLessThanOrEqualTo(0);
            now = Math.max(now - ORIGIN, wheel.nextWakeNanos() - ORIGIN) + ORIGIN;
            fired = pollAll(now);
            steps++;
        }
        assertThat(fired).containsExactly(node);
        assertThat(now).isEqualTo(due);
        assertThat(steps).isLessThanOrEqualTo(7);
    }

    @Test
    void aRemovedNodeNeverComesOut() {
        var kept = add(ORIGIN + 1_000_000_000L);
        var removed = add(ORIGIN + 1_000_000_000L);
        wheel.remove(removed);
        assertThat(pollAll(ORIGIN + 2_000_000_000L)).containsExactly(kept);
    }

    /// Random adds, removes and steps of time beside a plain list.
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void itDoesWhatASortedListWouldDo(long seed) {
        var random = new Random(seed);
        var model = new ArrayList<Node>();
        long now = ORIGIN;
        for (int i = 0; i < 20_000; i++) {
            switch (random.nextInt(4)) {
                case 0, 1 -> model.add(add(now + (1L << random.nextInt(45)) + random.nextInt(1_000)));
                case 2 -> {
                    if (!model.isEmpty()) {
                        wheel.remove(model.remove(random.nextInt(model.size())));
                    }
                }
                default -> {
                    now += random.nextInt(4) == 0 ? 1L << random.nextInt(42) : random.nextInt(1 << 22);
                    long time = now;
                    var due =
                            model.stream().filter(node -> node.due - time <= 0).toList();
                    var fired = pollAll(now);
                    assertThat(due)
                            .containsAll(List.copyOf(
                                    fired.stream().map(Node.class::cast).toList()));
                    // In a crowded tick some may be held back to the tick's end, which is at most this far away.
                    var held =
                            due.stream().filter(node -> !fired.contains(node)).toList();
                    assertThat(held).allMatch(node -> time - node.due < 1 << 20);
                    held.forEach(
                            node -> assertThat(wheel.nextWakeNanos() - time).isLessThanOrEqualTo(1 << 20));
                    model.removeIf(fired::contains);
                }
            }
        }
        assertThat(wheel.nodes()).hasSameElementsAs(model);
        model.sort(Comparator.comparingLong(node -> node.due - ORIGIN));
    }
}
