// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.sim;

import dev.executor.ExecutorPool;
import dev.executor.TaskOutcome;
import dev.executor.TaskTimeoutException;
import dev.executor.event.ProcessEvent;
import dev.executor.event.TaskEvent;
import java.util.ArrayList;
import java.util.List;

/// Everything that one seed's scenario knows.
final class World {
    static final int MOST_PLANS = 14;

    /// How late the engine's timers may be by themselves: one tick of its wheel, and a bit.
    static final long TIMER_SLACK_NANOS = 2_000_000;

    final SimHost host;
    final SimRandom draw;
    final List<Plan> plans = new ArrayList<>();
    final Planner planner;
    final Desk desk = new Desk(this);
    final Floor floor = new Floor(this);

    ExecutorPool pool;
    Tracks witness;
    Tracks buffered;
    Ambient ambient;
    SimRecorder recorder;
    MovingLimit limit;
    boolean inlineListenerBlocks;
    boolean smallBuffer;
    boolean viewUsed;
    boolean closing;
    boolean over;
    boolean generousBudget;

    /// How many retries all tasks together may have.
    long mostRetries = Long.MAX_VALUE;

    /// Whether actors cancel most of the tasks that they use.
    final boolean cancelling;

    World(SimHost host, SimRandom draw) {
        this.host = host;
        this.draw = draw;
        this.planner = new Planner(this);
        this.cancelling = draw.oneIn(3);
    }

    /// {@return whether the engine has no excuse for being late}
    boolean punctual() {
        return host.faults.exactTime() && !inlineListenerBlocks && recorder == null;
    }

    /// Checks what an event says against what the clock and the plan say.
    void heard(TaskEvent event, Tracks.Track track) {
        var plan = plans.stream()
                .filter(candidate -> candidate.name.equals(event.task().name()))
                .findFirst()
                .orElse(null);
        switch (event) {
            case TaskEvent.Submitted _ -> track.submitted = host.elapsed();
            case TaskEvent.Started(var _, int attempt, long queueNanos) -> {
                track.started = host.elapsed();
                if (plan != null
                        && attempt == 1
                        && punctual()
                        && plan.task.queueTimeout().isPresent()) {
                    check(
                            queueNanos <= plan.task.queueTimeout().get().toNanos() + TIMER_SLACK_NANOS,
                            plan + " waited in the queue for longer than its queue timeout: " + queueNanos);
                }
            }
            case TaskEvent.RetryScheduled(var _, var _, var _, var cause) -> {
                host.count(Feature.RETRIED);
                if (cause instanceof TaskTimeoutException timeout) {
                    notEarly(plan, track, timeout.timeout());
                }
            }
            case TaskEvent.RetryDenied _ -> host.count(Feature.RETRY_DENIED);
            case TaskEvent.Stuck _ -> host.count(Feature.STUCK_REPORTED);
            case TaskEvent.Finished(var _, var outcome) -> finished(plan, track, outcome);
            case ProcessEvent _ -> host.count(Feature.PROCESS_EVENT_TOLD);
            case TaskEvent.Refused _, TaskEvent.AttemptEnded _, TaskEvent.Repeating _ -> {}
        }
    }

    private void finished(Plan plan, Tracks.Track track, TaskOutcome<?> outcome) {
        if (plan == null) {
            return;
        }
        if (plan.active) {
            plan.stoppedElapsed = host.elapsed();
        }
        if (outcome instanceof TaskOutcome.TimedOut<?>(var phase, var _, var _)) {
            notEarly(plan, track, phase);
        }
        if (punctual() && !plan.inline && plan.task.timeout().isPresent()) {
            long took = host.elapsed() - track.submitted;
            check(
                    took <= plan.task.timeout().get().toNanos() + TIMER_SLACK_NANOS,
                    plan + " got its outcome " + took + " ns after its submit, later than its timeout: " + outcome);
        }
        int attempts = Outcomes.attempts(outcome);
        boolean uncounted = outcome instanceof TaskOutcome.Cancelled<?>(var reason, var _)
                && reason == TaskOutcome.Reason.SHUTDOWN
                && attempts == track.attempts - 1;
        check(
                attempts < 0 || attempts == track.attempts || uncounted,
                plan + " ended after " + track.attempts + " attempts with " + outcome + ";" + track.story);
    }

    private void notEarly(Plan plan, Tracks.Track track, TaskOutcome.Timeout phase) {
        if (plan == null) {
            return;
        }
        long now = host.elapsed();
        switch (phase) {
            case QUEUE -> {
                long delay =
                        plan.task.startAfter().map(java.time.Duration::toNanos).orElse(0L);
                long waited = now - plan.submitElapsed - delay;
                check(
                        waited >= plan.task.queueTimeout().orElseThrow().toNanos(),
                        plan + " hit its queue timeout early, after " + waited);
            }
            case ATTEMPT -> {
                long ran = now - track.started;
                check(
                        !punctual()
                                || ran
                                        >= plan.task
                                                .attemptTimeout()
                                                .orElseThrow()
                                                .toNanos(),
                        plan + " hit its attempt timeout early, after " + ran);
            }
            case TOTAL -> {
                long took = now - plan.submitElapsed;
                // A child has its parent's deadline, too, which may come earlier than its own.
                check(
                        plan.parent.isPresent()
                                || took >= plan.task.timeout().orElseThrow().toNanos(),
                        plan + " hit its timeout early, after " + took);
            }
        }
    }

    void check(boolean holds, String otherwise) {
        if (!holds) {
            host.fail(otherwise);
        }
    }
}
