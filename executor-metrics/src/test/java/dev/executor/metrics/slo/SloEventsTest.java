// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.metrics.slo;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.executor.ExecutorPool;
import dev.executor.FailureKind;
import dev.executor.OutcomeDetails;
import dev.executor.PoolState;
import dev.executor.Priority;
import dev.executor.Rejection;
import dev.executor.TaskInfo;
import dev.executor.TaskOutcome;
import dev.executor.event.TaskEvent;
import dev.executor.event.TaskListener;
import dev.executor.metrics.Events;
import dev.executor.metrics.slo.Slo.Objective;
import dev.executor.testing.ManualPool;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Which events are good, which bad, and which neither.
class SloEventsTest {
    private static final TaskInfo TASK = Events.task("encode");
    private static final OutcomeDetails ONE = OutcomeDetails.of(1);

    private final SloTracker tracker =
            SloTracker.of(Slo.standard().withSuccessRate(0.9).withStartLatency(ofMillis(200), ofSeconds(2)));
    private final ManualPool pool = ManualPool.of(ExecutorPool.builder("media").with(tracker));
    /// That of the tracker, as extensions come last.
    private final TaskListener listener =
            pool.config().extended().listeners().getLast().listener();

    @AfterEach
    void close() {
        pool.close();
    }

    private String counted(Objective objective) {
        var window = tracker.status(objective).windows().getFirst();
        return window.bad() + " of " + window.total();
    }

    private void refused(Rejection rejection) {
        listener.onEvent(new TaskEvent.Refused(TASK, rejection));
    }

    private void finished(TaskOutcome<?> outcome) {
        listener.onEvent(Events.finished(TASK, outcome));
    }

    private void started(int attempt, Duration queueTime) {
        listener.onEvent(new TaskEvent.Started(TASK, attempt, queueTime.toNanos()));
    }

    @Test
    void failuresTimeoutsAndShedTasksAreBad() {
        finished(new TaskOutcome.Succeeded<>(1, ONE));
        assertThat(counted(Objective.SUCCESS)).isEqualTo("0 of 1");
        finished(Events.failed(FailureKind.EXCEPTION, new IllegalStateException()));
        assertThat(counted(Objective.SUCCESS)).isEqualTo("1 of 2");
        finished(Events.timedOut(TaskOutcome.Timeout.QUEUE, ofSeconds(1)));
        assertThat(counted(Objective.SUCCESS)).isEqualTo("2 of 3");
        finished(new TaskOutcome.Rejected<>(new Rejection.Shed(Priority.HIGH), ONE));
        assertThat(counted(Objective.SUCCESS)).isEqualTo("3 of 4");
        finished(new TaskOutcome.Cancelled<>(TaskOutcome.Reason.SHUTDOWN, ONE));
        assertThat(counted(Objective.SUCCESS)).isEqualTo("3 of 4");
        assertThat(counted(Objective.START_P50)).isEqualTo("0 of 0");
    }

    @Test
    void onlyARefusalOfAFullPoolIsBad() {
        refused(new Rejection.Denied("quota", "no", Optional.empty()));
        refused(new Rejection.ShuttingDown(PoolState.DRAINING));
        refused(new Rejection.Interrupted(ofSeconds(1)));
        refused(new Rejection.Withdrawn(ofSeconds(1)));
        assertThat(counted(Objective.SUCCESS)).isEqualTo("0 of 0");
        refused(new Rejection.QueueFull(3, Duration.ZERO));
        assertThat(counted(Objective.SUCCESS)).isEqualTo("1 of 1");
    }

    @Test
    void aStartIsLateIfItTookLongerThanTheLatency() {
        started(1, ofMillis(200));
        assertThat(counted(Objective.START_P50)).isEqualTo("0 of 1");
        started(1, ofMillis(200).plusNanos(1));
        assertThat(counted(Objective.START_P50)).isEqualTo("1 of 2");
        started(1, ofSeconds(2));
        assertThat(counted(Objective.START_P95)).isEqualTo("0 of 3");
        started(1, ofSeconds(2).plusNanos(1));
        assertThat(counted(Objective.START_P95)).isEqualTo("1 of 4");
        assertThat(counted(Objective.START_P50)).isEqualTo("3 of 4");
    }

    @Test
    void onlyTheFirstAttemptIsAStart() {
        started(2, ofSeconds(9));
        assertThat(counted(Objective.START_P50)).isEqualTo("0 of 0");
        assertThat(counted(Objective.START_P95)).isEqualTo("0 of 0");
    }

    @Test
    void theBudgetIsThatOfTheLongestWindow() {
        finished(Events.failed(FailureKind.EXCEPTION, new IllegalStateException()));
        pool.advance(Duration.ofHours(2));
        for (int i = 0; i < 19; i++) {
            finished(new TaskOutcome.Succeeded<>(1, ONE));
        }
        var status = tracker.status(Objective.SUCCESS);
        assertThat(status.budgetRemaining()).isEqualTo(0.5, within(1e-9));
        assertThat(status.windows().getFirst().burnRate()).isZero();
        assertThat(status.objective()).isEqualTo(Objective.SUCCESS);
        assertThat(status.target()).isEqualTo(0.9);
        assertThat(status.windows().getLast().length()).isEqualTo(Duration.ofHours(6));
    }
}
