// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.isolation;

import dev.executor.Rejection;
import dev.executor.Task;
import dev.executor.TaskContext;
import dev.executor.UnsupportedWorkException;
import dev.executor.Work;
import dev.executor.core.context.UserCode;
import dev.executor.spi.FailureText;
import dev.executor.spi.Isolator;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The isolators of a pool. A task runs where it chooses, or else in the first isolator of the pool that can run its
/// work, with the attempt's own thread last. Immutable; isolators are user code, and what they throw is a refusal or
/// the attempt's failure.
///
/// The isolator of a task is found at submit and again before each attempt, as a field for it would cost every waiting
/// task memory. An isolator has to give the same answer each time. If it does not, the attempt fails and does not run
/// elsewhere.
public final class Isolators {
    private static final Logger log = LoggerFactory.getLogger(Isolators.class);

    private final String pool;
    private final Isolator[] isolators; // in order

    /// Makes the isolators of a pool.
    ///
    /// @param pool the name of the pool, for messages
    /// @param added the isolators that were added to it, in order
    public Isolators(String pool, List<Isolator> added) {
        this.pool = pool;
        var all = new ArrayList<>(added);
        all.add(Isolator.inThread());
        this.isolators = all.toArray(Isolator[]::new);
    }

    /// {@return why no isolator can run a task; null if one can}
    ///
    /// @param task the task
    public @Nullable Rejection refusal(Task<?> task) {
        try {
            if (find(task) != null) {
                return null;
            }
        } catch (Throwable e) { // never skipped: the next isolator may confine less
            UserCode.tell(
                    e,
                    () -> log.warn(
                            "an isolator of pool '{}' threw when it was asked whether it can run task '{}'; the task is"
                                    + " refused",
                            pool,
                            task.name(),
                            FailureText.printable(e)));
            return new Rejection.Unsupported(
                    Work.describe(task.work()), List.of("an isolator threw " + FailureText.of(e)));
        }
        return new Rejection.Unsupported(Work.describe(task.work()), reasons(task));
    }

    /// Runs one attempt of a task where the task belongs.
    ///
    /// @param task the task
    /// @param attempt the attempt
    /// @param <T> what it returns
    /// @return the result
    /// @throws Exception the attempt's failure; an [UnsupportedWorkException] if no isolator can run it any more
    public <T extends @Nullable Object> T run(Task<T> task, TaskContext attempt) throws Exception {
        Isolator isolator = find(task);
        if (isolator == null) {
            throw new UnsupportedWorkException("Task '" + task.name() + "' was accepted by pool '" + pool
                    + "', but no isolator can run " + Work.describe(task.work()) + " now ("
                    + String.join("; ", reasons(task))
                    + "); an isolator has to give the same answer to canRun(..) each time");
        }
        return isolator.run(task.work(), attempt);
    }

    private @Nullable Isolator find(Task<?> task) {
        Work<?> work = task.work();
        var chosen = task.isolator();
        if (chosen.isPresent()) {
            return chosen.get().canRun(work) ? chosen.get() : null;
        }
        for (Isolator isolator : isolators) {
            if (isolator.canRun(work)) {
                return isolator;
            }
        }
        return null;
    }

    private List<String> reasons(Task<?> task) {
        var asked = task.isolator().map(List::of).orElseGet(() -> List.of(isolators));
        return asked.stream().map(isolator -> reason(isolator, task.work())).toList();
    }

    private static String reason(Isolator isolator, Work<?> work) {
        try {
            return isolator.name() + ": " + isolator.whyNot(work);
        } catch (Throwable e) { // user code, and the refusal has a message whatever it does
            return isolator.getClass().getName() + ": it threw " + FailureText.of(e) + " when it was asked why not";
        }
    }
}
