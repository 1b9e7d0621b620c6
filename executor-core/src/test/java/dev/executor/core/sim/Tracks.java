// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.sim;

import dev.executor.TaskOutcome;
import dev.executor.event.ProcessEvent;
import dev.executor.event.TaskEvent;
import dev.executor.event.TaskListener;
import java.util.HashMap;
import java.util.Map;

/// A listener that checks the order of events, as the javadoc of [TaskEvent] states it.
final class Tracks implements TaskListener {
    /// Where the events of one task are.
    enum At {
        NOTHING,
        REFUSED,
        WAITING,
        RUNNING,
        ENDED,
        DENIED,
        FINISHED_RUNNING,
        FINISHED
    }

    /// The events of one task so far.
    static final class Track {
        At at = At.NOTHING;
        int attempts;
        int retries;
        int finished;
        long submitted;
        long started;
        TaskOutcome<?> outcome;
        final StringBuilder story = new StringBuilder();
    }

    final Map<String, Track> byTask = new HashMap<>();
    String firstFault = "";
    private final World world;
    private final String name;
    private final boolean folded;

    /// @param folded whether its events are part of the trace: true for the listener that hears them where they
    ///     happen
    Tracks(World world, String name, boolean folded) {
        this.world = world;
        this.name = name;
        this.folded = folded;
    }

    @Override
    public void onEvent(TaskEvent event) {
        if (world.host.locksHeld() != 0) {
            world.host.fail("a listener was called with a lock of the engine held: " + event);
        }
        world.host.note(() -> name + " heard of " + event);
        if (world.recorder != null && event instanceof TaskEvent.Finished(var task, var outcome)) {
            world.recorder.told(task, outcome);
        }
        var track = byTask.computeIfAbsent(key(event), _ -> new Track());
        if (folded) {
            world.host.fold(event.task().name().hashCode() * 31L + kind(event));
        }
        var before = track.at;
        track.at = next(track, event);
        track.story
                .append(' ')
                .append(event.getClass().getSimpleName())
                .append('@')
                .append(world.host.elapsed() / 1000);
        if (track.at == null) {
            fault(event, before, track);
        } else if (folded) {
            world.heard(event, track);
        }
    }

    /// A buffered listener may miss events, which is known at the end only.
    private void fault(TaskEvent event, At before, Track track) {
        String what = "listener '" + name + "' heard of " + event + " while the task was " + before
                + " there; its events:" + track.story;
        if (folded) {
            world.host.fail(what);
        } else if (firstFault.isEmpty()) {
            firstFault = what;
        }
    }

    /// Tasks of a plan have names of their own; tasks made by a view share one.
    private static String key(TaskEvent event) {
        String name = event.task().name();
        return name.matches("p\\d+") ? name : event.task().id().value();
    }

    private static int kind(TaskEvent event) {
        return switch (event) {
            case TaskEvent.Submitted _ -> 1;
            case TaskEvent.Refused _ -> 2;
            case TaskEvent.Started(var _, int attempt, var _) -> 1_000 + attempt;
            case TaskEvent.AttemptEnded(var _, int attempt, var _, var _) -> 2_000 + attempt;
            case TaskEvent.RetryScheduled(var _, int attempt, var _, var _) -> 3_000 + attempt;
            case TaskEvent.RetryDenied(var _, int attempt, var _) -> 4_000 + attempt;
            case TaskEvent.Repeating(var _, int attempt, var _) -> 5_000 + attempt;
            case TaskEvent.Stuck(var _, int attempt, var _, var _) -> 6_000 + attempt;
            case ProcessEvent process -> 7_000 + process.attempt();
            case TaskEvent.Finished(var _, var outcome) ->
                7 + outcome.getClass().getSimpleName().hashCode();
        };
    }

    /// {@return where the task is after the event; null if the event may not come here}
    private static At next(Track track, TaskEvent event) {
        return switch (event) {
            case TaskEvent.Submitted _ -> track.at == At.NOTHING ? At.WAITING : null;
            case TaskEvent.Refused _ -> track.at == At.NOTHING ? At.REFUSED : null;
            case TaskEvent.Started(var _, int attempt, var _) ->
                track.at == At.WAITING && attempt == ++track.attempts ? At.RUNNING : null;
            case TaskEvent.AttemptEnded(var _, int attempt, var _, var _) when attempt != track.attempts -> null;
            case TaskEvent.AttemptEnded _ ->
                switch (track.at) {
                    case RUNNING -> At.ENDED;
                    case FINISHED_RUNNING -> At.FINISHED;
                    default -> null;
                };
            case TaskEvent.RetryScheduled(var _, int attempt, var _, var _) -> {
                track.retries++;
                yield track.at == At.ENDED && attempt == track.attempts ? At.WAITING : null;
            }
            case TaskEvent.RetryDenied(var _, int attempt, var _) ->
                track.at == At.ENDED && attempt == track.attempts ? At.DENIED : null;
            case TaskEvent.Repeating(var _, int attempt, var _) ->
                track.at == At.ENDED && attempt == track.attempts ? At.WAITING : null;
            case ProcessEvent process ->
                (track.at == At.RUNNING || track.at == At.FINISHED_RUNNING) && process.attempt() == track.attempts
                        ? track.at
                        : null;
            case TaskEvent.Stuck(var _, int attempt, var _, var _) ->
                (track.at == At.RUNNING || track.at == At.FINISHED_RUNNING) && attempt == track.attempts
                        ? track.at
                        : null;
            case TaskEvent.Finished(var _, var outcome) -> {
                track.finished++;
                track.outcome = outcome;
                yield switch (track.at) {
                    case WAITING, ENDED, DENIED -> At.FINISHED;
                    case RUNNING -> At.FINISHED_RUNNING;
                    default -> null;
                };
            }
        };
    }

    /// Checks that each track has come to its end.
    void checkEnds() {
        byTask.forEach((task, track) -> {
            if (track.at != At.FINISHED && track.at != At.REFUSED) {
                world.host.fail("at the end, the events of task " + task + " had not ended for listener '" + name + "':"
                        + track.story);
            }
        });
    }
}
