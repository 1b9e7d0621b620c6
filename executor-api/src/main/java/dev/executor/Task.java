// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor;

import dev.executor.isolation.Command;
import dev.executor.isolation.ProcessResult;
import dev.executor.policy.RetryPolicy;
import dev.executor.spi.Isolator;
import dev.executor.spi.Require;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One unit of work and how it is to be run. Immutable: each `withX` returns a copy, and one task can be submitted any
/// number of times.
///
/// Three timeouts limit it, each off unless set: the *queue timeout* (submit to start; River and Sidekiq call it
/// expiry), the *attempt timeout* (start to return; Temporal's start-to-close) and the *timeout* (submit to outcome,
/// over all attempts; Temporal's schedule-to-close).
///
/// @param <T> what it returns
/// @since 0.1
public final class Task<T extends @Nullable Object> {
    /// The tenant of a task that names none.
    public static final String DEFAULT_TENANT = "default";

    private final String name;
    private final Work<T> work;
    private final Options options;

    private Task(String name, Work<T> work, Options options) {
        this.name = name;
        this.work = work;
        this.options = options;
    }

    /// {@return a task with every option at its default: normal priority, no timeout, no retry}
    ///
    /// @param name what it is called in logs, events and metrics; keep the set of names small. 1 to 200 characters,
    ///     none a control character
    /// @param body the work
    /// @param <T> what it returns
    /// @throws IllegalArgumentException if the name is not such a name
    public static <T extends @Nullable Object> Task<T> of(String name, TaskBody<T> body) {
        return new Task<>(Require.name("task name", name), Objects.requireNonNull(body, "body"), Options.DEFAULT);
    }

    /// {@return a task of portable work, with every option at its default}
    ///
    /// A pool runs it if the pool or the task has an isolator that can, and refuses it otherwise.
    ///
    /// @param name as for [#of(String, TaskBody)]
    /// @param work the work; [TaskType#with] makes a task that is named after the type
    /// @param <T> what it returns
    /// @throws IllegalArgumentException if the name is not such a name
    public static <T extends @Nullable Object> Task<T> of(String name, Work.Portable<?, T> work) {
        return new Task<>(Require.name("task name", name), Objects.requireNonNull(work, "work"), Options.DEFAULT);
    }

    /// {@return a task that runs a command, with every option at its default}
    ///
    /// The pool needs a sandbox ([ExecutorPool.Builder#isolator]), or the task chooses one ([#withIsolator]);
    /// [dev.executor.isolation.Sandbox#task] does the latter.
    ///
    /// @param name as for [#of(String, TaskBody)]
    /// @param command the command
    /// @throws IllegalArgumentException if the name is not such a name
    public static Task<ProcessResult> of(String name, Command command) {
        return of(name, new Work.Portable<>(Command.TYPE, command));
    }

    /// A body that returns nothing.
    @FunctionalInterface
    public interface Action {
        /// Does the work.
        ///
        /// @param context the attempt
        /// @throws Exception whatever goes wrong
        void run(TaskContext context) throws Exception;
    }

    /// {@return a task that returns nothing; its result is null}
    ///
    /// @param name as for [#of(String, TaskBody)]
    /// @param action the work
    /// @throws IllegalArgumentException if the name is not a name
    public static Task<@Nullable Void> action(String name, Action action) {
        Objects.requireNonNull(action, "action");
        return of(name, context -> {
            action.run(context);
            return null;
        });
    }

    /// {@return a task without work, to be copied by [#withBody(TaskBody)] or given to
    /// [ExecutorPool#asExecutorService(Task)]}; its own body throws
    ///
    /// @param name as for [#of(String, TaskBody)]
    /// @throws IllegalArgumentException if the name is not a name
    public static Task<@Nullable Void> template(String name) {
        return action(name, context -> {
            throw new IllegalStateException("Task '" + context.name() + "' is a template without work; give it a body");
        });
    }

    /// {@return what it is called}
    public String name() {
        return name;
    }

    /// {@return the work}
    public Work<T> work() {
        return work;
    }

    /// {@return what runs the work; empty unless set, which leaves the choice to the pool}
    public Optional<Isolator> isolator() {
        return options.isolator;
    }

    /// {@return whose work it is; [#DEFAULT_TENANT] unless set}
    public String tenant() {
        return options.tenant;
    }

    /// {@return free-form labels for events and logs, sorted by key; empty unless set}
    public Map<String, String> labels() {
        return options.labels;
    }

    /// {@return how urgent it is; [Priority#NORMAL] unless set}
    public Priority priority() {
        return options.priority;
    }

    /// {@return the limit from submit (or from the end of its delay) to the start of the first attempt; empty
    /// unless set}
    public Optional<Duration> queueTimeout() {
        return options.queueTimeout;
    }

    /// {@return the limit from the start of an attempt to its return; empty unless set}
    public Optional<Duration> attemptTimeout() {
        return options.attemptTimeout;
    }

    /// {@return the limit from submit to outcome, over delay, queue, attempts and backoff; empty unless set}
    public Optional<Duration> timeout() {
        return options.timeout;
    }

    /// {@return whether and when a failed attempt is followed by another; [RetryPolicy#none()] unless set}
    public RetryPolicy retry() {
        return options.retry;
    }

    /// {@return the key whose tasks run one at a time, in the order of their submission; empty unless set}
    public Optional<String> orderingKey() {
        return options.orderingKey;
    }

    /// {@return how long after submit it may start; empty unless set}
    public Optional<Duration> startAfter() {
        return options.startAfter;
    }

    /// {@return when, by the wall clock, it may start; empty unless set}
    public Optional<Instant> startAt() {
        return options.startAt;
    }

    /// {@return a copy of this tenant}
    /// @param value whose work it is; a name as in [#of(String, TaskBody)]
    public Task<T> withTenant(String value) {
        return with(changed -> changed.tenant = Require.name("tenant", value));
    }

    /// {@return a copy with this label added or replaced}
    /// @param key the label's key; a name as in [#of(String, TaskBody)]
    /// @param value the label's value; a name, too
    /// @throws IllegalArgumentException if a 33rd label is added
    public Task<T> withLabel(String key, String value) {
        var labels = new TreeMap<>(options.labels);
        labels.put(Require.name("label key", key), Require.name("label '" + key + "'", value));
        Require.range("number of labels", labels.size(), 0, 32);
        return with(changed -> changed.labels = Collections.unmodifiableMap(labels));
    }

    /// {@return a copy of this priority}
    /// @param value how urgent it is
    public Task<T> withPriority(Priority value) {
        return with(changed -> changed.priority = Objects.requireNonNull(value, "priority"));
    }

    /// {@return a copy with this queue timeout}
    /// @param value the limit from submit (or from the end of its delay) to the start of the first attempt;
    ///     positive
    public Task<T> withQueueTimeout(Duration value) {
        return with(changed -> changed.queueTimeout = Optional.of(Require.positive("queueTimeout", value)));
    }

    /// {@return a copy with this attempt timeout}
    /// @param value the limit from the start of an attempt to its return; positive. One that is longer than the
    ///     total timeout has no effect, as that ends first
    public Task<T> withAttemptTimeout(Duration value) {
        return with(changed -> changed.attemptTimeout = Optional.of(Require.positive("attemptTimeout", value)));
    }

    /// {@return a copy with this total timeout}
    /// @param value the limit from submit to outcome, over delay, queue, attempts and backoff; positive
    public Task<T> withTimeout(Duration value) {
        return with(changed -> changed.timeout = Optional.of(Require.positive("timeout", value)));
    }

    /// {@return a copy without a total timeout}
    public Task<T> withoutTimeout() {
        return with(changed -> changed.timeout = Optional.empty());
    }

    /// {@return a copy with this retry policy}
    /// @param value whether and when a failed attempt is followed by another
    public Task<T> withRetry(RetryPolicy value) {
        return with(changed -> changed.retry = Objects.requireNonNull(value, "retry"));
    }

    /// {@return a copy with this ordering key}
    ///
    /// Tasks of the same pool with the same key run one at a time, in the order in which they were queued, whatever
    /// their priority. A task that waits for its next attempt holds the key: order comes before speed.
    ///
    /// @param value the key; a name as in [#of(String, TaskBody)]
    public Task<T> withOrderingKey(String value) {
        return with(changed -> changed.orderingKey = Optional.of(Require.name("orderingKey", value)));
    }

    /// {@return a copy that may start only so long after its submit; replaces a start time set before}
    /// @param value the delay, zero or more; the task holds a slot in the pool meanwhile
    public Task<T> withStartAfter(Duration value) {
        return with(changed -> {
            changed.startAfter = Optional.of(Require.notNegative("startAfter", value));
            changed.startAt = Optional.empty();
        });
    }

    /// {@return a copy that may start only at that time; replaces a delay set before}
    ///
    /// The wall clock is read once, at submit: a later jump of it changes nothing.
    ///
    /// @param value the time; one in the past means at once
    public Task<T> withStartAt(Instant value) {
        return with(changed -> {
            changed.startAfter = Optional.empty();
            changed.startAt = Optional.of(Objects.requireNonNull(value, "startAt"));
        });
    }

    /// {@return a copy that this isolator runs, whichever isolators the pool has}
    ///
    /// A pool refuses a task whose isolator cannot run its work.
    ///
    /// @param value what runs the work
    public Task<T> withIsolator(Isolator value) {
        return with(changed -> changed.isolator = Optional.of(Objects.requireNonNull(value, "isolator")));
    }

    /// {@return a copy with an inline body in place of its work}; a chosen isolator stays chosen
    /// @param value the work
    /// @param <R> what it returns
    public <R extends @Nullable Object> Task<R> withBody(TaskBody<R> value) {
        return new Task<>(name, Objects.requireNonNull(value, "body"), options);
    }

    private Task<T> with(Consumer<Options> change) {
        var changed = new Options(options);
        change.accept(changed);
        return new Task<>(name, work, changed);
    }

    @Override
    public String toString() {
        return "Task[" + name + ", " + options + "]";
    }

    /// The options while a copy changes, each at its default; nobody changes those of a task.
    private static final class Options {
        static final Options DEFAULT = new Options();

        String tenant = DEFAULT_TENANT;
        Map<String, String> labels = Map.of();
        Priority priority = Priority.NORMAL;
        Optional<Duration> queueTimeout = Optional.empty();
        Optional<Duration> attemptTimeout = Optional.empty();
        Optional<Duration> timeout = Optional.empty();
        RetryPolicy retry = RetryPolicy.none();
        Optional<String> orderingKey = Optional.empty();
        Optional<Duration> startAfter = Optional.empty();
        Optional<Instant> startAt = Optional.empty();
        Optional<Isolator> isolator = Optional.empty();

        Options() {}

        Options(Options other) {
            tenant = other.tenant;
            labels = other.labels;
            priority = other.priority;
            queueTimeout = other.queueTimeout;
            attemptTimeout = other.attemptTimeout;
            timeout = other.timeout;
            retry = other.retry;
            orderingKey = other.orderingKey;
            startAfter = other.startAfter;
            startAt = other.startAt;
            isolator = other.isolator;
        }

        @Override
        public String toString() {
            return "Options[tenant=" + tenant + ", labels=" + labels + ", priority=" + priority + ", queueTimeout="
                    + queueTimeout + ", attemptTimeout=" + attemptTimeout + ", timeout=" + timeout + ", retry=" + retry
                    + ", orderingKey=" + orderingKey + ", startAfter=" + startAfter + ", startAt=" + startAt
                    + ", isolator="
                    + isolator.map(Isolator::name) + "]";
        }
    }
}
