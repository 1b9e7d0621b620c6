// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.metrics;

import dev.executor.TaskInfo;
import dev.executor.event.TaskEvent;
import dev.executor.event.TaskListener;
import dev.executor.metrics.bound.CappedMap;

/// The meters of one pool's events, by the names of its tasks. Thread-safe.
final class PoolMeters implements TaskListener {
    private final CappedMap<NamedMeters> byName;

    PoolMeters(TaskMetrics.Builder settings, String pool) {
        byName = new CappedMap<>(settings.maxNames, name -> new NamedMeters(settings, pool, name));
    }

    @Override
    public void onEvent(TaskEvent event) {
        switch (event) {
            case TaskEvent.Submitted _, TaskEvent.Repeating _ -> {}
            case TaskEvent.Refused(var task, var rejection) -> of(task).rejected(rejection.kind());
            case TaskEvent.Started(var task, int _, long queueNanos) -> of(task).started(queueNanos);
            case TaskEvent.AttemptEnded(var task, int _, long runNanos, var failure) ->
                of(task).ended(runNanos, failure);
            case TaskEvent.RetryScheduled(var task, int _, var _, var cause) -> of(task).retried(task, cause);
            case TaskEvent.RetryDenied(var task, int _, var _) -> of(task).retryDenied();
            case TaskEvent.Stuck(var task, int _, var _, var _) -> of(task).stuck();
            case TaskEvent.Finished finished -> of(finished.task()).finished(finished);
            case TaskEvent.Isolated isolated -> of(isolated.task()).isolated().tell(isolated);
        }
    }

    private NamedMeters of(TaskInfo task) {
        return byName.get(task.name());
    }
}
