// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.metrics.slo;

import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.executor.ExecutorPool;
import dev.executor.Task;
import dev.executor.metrics.slo.Slo.Objective;
import dev.executor.testing.ManualPool;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

class SloTrackerTest {
    private final SloTracker tracker = SloTracker.of(Slo.standard().withSuccessRate(0.99));
    private final ManualPool pool =
            ManualPool.of(ExecutorPool.builder("media").concurrency(1).with(tracker));

    private void succeed(int count) {
        for (int i = 0; i < count; i++) {
            pool.submit(Task.of("good", _ -> 1));
        }
        pool.runReady();
    }

    private void fail(int count) {
        for (int i = 0; i < count; i++) {
            pool.submit(Task.of("bad", _ -> {
                throw new IllegalStateException();
            }));
        }
        pool.runReady();
    }

    private SloStatus.Window window(int index) {
        return tracker.status(Objective.SUCCESS).windows().get(index);
    }

    @Test
    void withoutTasksEverythingIsWell() {
        var status = tracker.status(Objective.SUCCESS);
        assertThat(status.budgetRemaining()).isEqualTo(1);
        assertThat(status.windows()).allSatisfy(window -> {
            assertThat(window.total()).isZero();
            assertThat(window.ratio()).isEqualTo(1);
            assertThat(window.burnRate()).isZero();
        });
    }

    @Test
    void theBurnRateIsTheShareOfBadOnesOverTheShareThatIsAllowed() {
        succeed(95);
        fail(5);
        assertThat(window(0).ratio()).isEqualTo(0.95, within(1e-9));
        assertThat(window(0).burnRate()).isEqualTo(5, within(1e-9));
        assertThat(tracker.status(Objective.SUCCESS).budgetRemaining()).isEqualTo(-4, within(1e-9));
    }

    @Test
    void whatIsOlderThanAWindowLeavesIt() {
        fail(10);
        pool.advance(ofMinutes(6));
        succeed(10);
        assertThat(window(0).bad()).isZero();
        assertThat(window(0).total()).isEqualTo(10);
        assertThat(window(1).bad()).isEqualTo(10);
        assertThat(window(1).total()).isEqualTo(20);
        pool.advance(ofHours(2));
        assertThat(window(1).total()).isZero();
        assertThat(window(2).total()).isEqualTo(20);
        pool.advance(ofHours(5));
        assertThat(window(2).total()).isZero();
    }

    @Test
    void aWindowReachesBackAtMostOneStepTooFar() {
        for (int second = 0; second < 600; second++) {
            succeed(1);
            pool.advance(ofSeconds(1));
        }
        assertThat(window(0).total()).isBetween(299L, 311L);
        assertThat(window(1).total()).isEqualTo(600);
    }

    @Test
    void tasksThatStartLateUseUpTheBudgetOfLatency() {
        pool.submit(Task.action("first", _ -> pool.host().sleep(ofSeconds(1))));
        succeed(1); // waits one second: late for the half, in time for the 95 %
        pool.advance(ofSeconds(2));
        pool.submit(Task.action("long", _ -> pool.host().sleep(ofSeconds(3))));
        succeed(2); // wait three seconds: late for both
        pool.advance(ofSeconds(5));
        var half = tracker.status(Objective.START_P50).windows().getFirst();
        var most = tracker.status(Objective.START_P95).windows().getFirst();
        assertThat(half.total()).isEqualTo(5);
        assertThat(half.bad()).isEqualTo(3);
        assertThat(half.burnRate()).isEqualTo(1.2, within(1e-9));
        assertThat(most.bad()).isEqualTo(2);
        assertThat(most.burnRate()).isEqualTo(8, within(1e-9));
    }

    @Test
    void aCancelledTaskIsNeitherGoodNorBad() {
        pool.submit(Task.of("late", _ -> 1).withStartAfter(ofSeconds(1))).cancel();
        pool.runReady();
        assertThat(window(0).total()).isZero();
    }

    @Test
    void aTaskThatAFullPoolRefusesIsBad() {
        var full = SloTracker.of(Slo.standard());
        try (var small = ManualPool.of(
                ExecutorPool.builder("small").concurrency(1).queueCapacity(0).with(full))) {
            small.submit(Task.action("runs", _ -> small.host().sleep(ofSeconds(1))));
            small.runReady();
            small.trySubmit(Task.of("refused", _ -> 1));
            assertThat(full.status(Objective.SUCCESS).windows().getFirst().bad())
                    .isEqualTo(1);
        }
    }

    @Test
    void theObjectivesAreGauges() {
        var registry = new SimpleMeterRegistry();
        tracker.bindTo(registry);
        succeed(98);
        fail(2);
        assertThat(registry.get("executor.slo.burn.rate")
                        .tags("objective", "success", "window", "1h")
                        .gauge()
                        .value())
                .isEqualTo(2, within(1e-9));
        assertThat(registry.get("executor.slo.ratio")
                        .tags("objective", "success", "window", "5m")
                        .gauge()
                        .value())
                .isEqualTo(0.98, within(1e-9));
        assertThat(registry.get("executor.slo.budget.remaining")
                        .tags("objective", "success", "pool", "media")
                        .gauge()
                        .value())
                .isEqualTo(-1, within(1e-9));
        assertThat(registry.get("executor.slo.target")
                        .tags("objective", "start_p95")
                        .gauge()
                        .value())
                .isEqualTo(0.95);
    }

    @Test
    void aTrackerIsOfOnePool() {
        assertThatThrownBy(() -> ManualPool.of(ExecutorPool.builder("second").with(tracker)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("'media'")
                .hasMessageContaining("'second'");
        assertThatThrownBy(() -> SloTracker.of(Slo.standard()).status(Objective.SUCCESS))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void objectivesOutOfRangeAreRefusedByName() {
        assertThatThrownBy(() -> Slo.standard().withSuccessRate(1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("successRate");
        assertThatThrownBy(() -> Slo.standard().withWindows(ofHours(1), ofMinutes(5)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("windows");
        assertThatThrownBy(() -> Slo.standard().withStartLatency(ofSeconds(1), ofMillis(5)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("startLatencyP95");
    }
}
