// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor;

import dev.executor.event.TaskListener;
import dev.executor.policy.OverflowPolicy;
import dev.executor.policy.RetryBudget;
import dev.executor.policy.StuckPolicy;
import dev.executor.policy.ThreadReuse;
import dev.executor.spi.AdmissionPolicy;
import dev.executor.spi.ContextCarrier;
import dev.executor.spi.Host;
import dev.executor.spi.Isolator;
import dev.executor.spi.PoolExtension;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Takes tasks, queues them within bounds, runs them on virtual threads within a concurrency limit, retries and stops
/// them, and says how each ended.
///
/// ```java
/// try (var pool = ExecutorPool.builder("crawler").concurrency(200).build()) {
///     TaskHandle<Page> page = pool.submit(Task.of("fetch", ctx -> http.get(url)));
///     System.out.println(page.join());
/// }
/// ```
///
/// Thread-safe. Every accepted task ends in exactly one [TaskOutcome]. Each submit verb says what it does when the pool
/// is full; all refuse with [Rejection.ShuttingDown] once the pool drains, except for children of its running tasks.
///
/// @since 0.1
public interface ExecutorPool extends PoolView, AutoCloseable {
    /// {@return a builder with every setting at its default}
    /// @param name what the pool is called in logs, events, threads and metrics
    static Builder builder(String name) {
        return new Builder(new PoolConfig.Draft(name));
    }

    /// Submits a task; when every slot is taken, the pool's [OverflowPolicy] decides.
    ///
    /// @param task what to run
    /// @param <T> what it returns
    /// @return its handle
    /// @throws TaskRejectedException if the pool does not take it
    <T extends @Nullable Object> TaskHandle<T> submit(Task<T> task);

    /// Submits a task; when every slot is taken, waits for one, whatever the pool's overflow policy.
    ///
    /// @param task what to run
    /// @param maxWait how long to wait at most; zero or less does not wait
    /// @param <T> what it returns
    /// @return its handle
    /// @throws TaskRejectedException if the pool does not take it within that time
    <T extends @Nullable Object> TaskHandle<T> submit(Task<T> task, Duration maxWait);

    /// Submits a task if there is a slot now. Never waits, never throws for a refusal, never runs or sheds
    /// anything to make room.
    ///
    /// @param task what to run
    /// @param <T> what it returns
    /// @return the handle, or why not
    <T extends @Nullable Object> Submission<T> trySubmit(Task<T> task);

    /// Submits a task; when every slot is taken, waits for one. The value form of [#submit(Task, Duration)].
    ///
    /// @param task what to run
    /// @param maxWait how long to wait at most; zero or less does not wait
    /// @param <T> what it returns
    /// @return the handle, or why not
    <T extends @Nullable Object> Submission<T> trySubmit(Task<T> task, Duration maxWait);

    /// Submits many tasks, each as [#submit(Task)] does, and says of each what it came to. Later tasks are
    /// submitted even if earlier ones were refused.
    ///
    /// @param tasks what to run
    /// @param <T> what they return
    /// @return for each task, in order, the handle or why not
    <T extends @Nullable Object> List<Submission<T>> submitAll(List<Task<T>> tasks);

    /// Moves the number of permits while the pool runs. Attempts that run go on;
    /// [PoolSnapshot.Permits#limit()] tells the present number. The bound of the pool stays.
    ///
    /// @param permits how many attempts run at once at most from now on, from 1 to 1,000,000
    /// @throws IllegalArgumentException if it is out of that range
    void setConcurrency(int permits);

    /// Takes no new work (but children of running tasks), waits until what was accepted is over, and cancels what
    /// is left when the limit has passed. Then the pool is closed. A second call joins the first and may shorten
    /// it. Repeating tasks end at once.
    ///
    /// @param limit how long to wait before cancelling; zero or less cancels at once
    /// @return what became of the tasks
    /// @throws InterruptedException if this thread is interrupted while it waits; the pool goes on draining
    /// @throws IllegalStateException if called by a task of this pool, which would wait for itself; so does
    ///     `close()`
    DrainReport drain(Duration limit) throws InterruptedException;

    /// Drains within [PoolConfig#closeTimeout()], which is without a limit unless set; within 5 seconds if it
    /// is not set and the JVM is going down, as a task that calls `System.exit` never comes back. If this
    /// thread is interrupted meanwhile, what is left is cancelled at once, and the interrupt status is set
    /// again when the pool is closed. After the cancel, bodies that ignore their interrupt are waited for
    /// [PoolConfig#stuckAfter()] at most and then logged.
    @Override
    void close();

    /// {@return a view of this pool as the JDK's interface, for code that wants one}
    ///
    /// It behaves and throws as `java.util.concurrent` documents. Each call returns a view with a life of its own:
    /// shutting it down ends the view and what was submitted through it, not the pool.
    ExecutorService asExecutorService();

    /// {@return a view whose work has the name, tenant, labels, priority, timeouts, retry policy and ordering
    /// key of a template}, as [#asExecutorService()] otherwise
    ///
    /// ```java
    /// var mails = pool.asExecutorService(Task.template("send-mail").withTenant("acme").withRetry(RETRY));
    /// ```
    ///
    /// What an executed command throws goes to its thread's handler of uncaught exceptions, after each attempt.
    /// @param template what every task of the view is like; its body is never run
    ExecutorService asExecutorService(Task<?> template);

    /// {@return a view of this pool that can also delay and repeat}, as [#asExecutorService()] otherwise
    ScheduledExecutorService asScheduledExecutorService();

    /// {@return a view whose work is like a template, and that can also delay and repeat}
    ///
    /// Each run of a periodic task has the template's attempt timeout, and its retry policy decides over that
    /// run alone. The template's total timeout does not apply to a periodic task, which has no end of its own.
    ///
    /// @param template as for [#asExecutorService(Task)]; delays of the calls replace its start time
    ScheduledExecutorService asScheduledExecutorService(Task<?> template);

    /// Collects the settings of a pool. Not thread-safe. Each method sets one component of [PoolConfig], where
    /// defaults and ranges are documented.
    final class Builder {
        private final PoolConfig.Draft draft;

        Builder(PoolConfig.Draft draft) {
            this.draft = draft;
        }

        /// Sets what the pool is called.
        ///
        /// @param value 1 to 200 characters, none a control character
        /// @return this
        public Builder name(String value) {
            draft.name = Objects.requireNonNull(value, "name");
            return this;
        }

        /// Sets how many attempts run at once at most.
        ///
        /// @param value from 1 to 1,000,000
        /// @return this
        public Builder concurrency(int value) {
            draft.concurrency = value;
            return this;
        }

        /// Sets how many tasks may wait while all permits are taken.
        ///
        /// @param value from 0 to 100,000,000
        /// @return this
        public Builder queueCapacity(int value) {
            draft.queueCapacity = value;
            return this;
        }

        /// Sets what submit does when every slot is taken.
        ///
        /// @param value the policy
        /// @return this
        public Builder overflow(OverflowPolicy value) {
            draft.overflow = Objects.requireNonNull(value, "overflow");
            return this;
        }

        /// Sets how long a task waits to gain one level of priority.
        ///
        /// @param value positive
        /// @return this
        public Builder ageing(Duration value) {
            draft.ageing = Objects.requireNonNull(value, "ageing");
            return this;
        }

        /// Sets whether a virtual thread goes on with the next task.
        ///
        /// @param value reuse or fresh
        /// @return this
        public Builder threadReuse(ThreadReuse value) {
            draft.threadReuse = Objects.requireNonNull(value, "threadReuse");
            return this;
        }

        /// Sets when an attempt that ignores its interrupt is stuck.
        ///
        /// @param value how long after the interrupt, positive
        /// @return this
        public Builder stuckAfter(Duration value) {
            draft.stuckAfter = Objects.requireNonNull(value, "stuckAfter");
            return this;
        }

        /// Sets what happens to the permit of a stuck attempt.
        ///
        /// @param value the policy
        /// @return this
        public Builder stuckPolicy(StuckPolicy value) {
            draft.stuckPolicy = Objects.requireNonNull(value, "stuckPolicy");
            return this;
        }

        /// Sets after how long [ExecutorPool#close()] cancels what is left.
        ///
        /// @param value zero or more
        /// @return this
        public Builder closeTimeout(Duration value) {
            draft.closeTimeout = Optional.of(Objects.requireNonNull(value, "closeTimeout"));
            return this;
        }

        /// Sets what bounds the retries of all tasks; give several pools the same one to share it.
        ///
        /// @param value the budget
        /// @return this
        public Builder retryBudget(RetryBudget value) {
            draft.retryBudget = Objects.requireNonNull(value, "retryBudget");
            return this;
        }

        /// Adds a listener that is called from a buffer, on a thread of its own.
        ///
        /// @param listener who hears
        /// @return this
        public Builder listener(TaskListener listener) {
            return listener(listener, TaskListener.Delivery.BUFFERED);
        }

        /// Adds a listener.
        ///
        /// @param listener who hears
        /// @param delivery on which thread it is called
        /// @return this
        public Builder listener(TaskListener listener, TaskListener.Delivery delivery) {
            draft.listeners = added(draft.listeners, new PoolConfig.Listening(listener, delivery));
            return this;
        }

        /// Sets how many events a buffered listener may be behind before they are dropped.
        ///
        /// @param value from 16 to 16,777,216
        /// @return this
        public Builder eventBuffer(int value) {
            draft.eventBuffer = value;
            return this;
        }

        /// Adds a policy that is asked before a task may enter.
        ///
        /// @param policy the policy
        /// @return this
        public Builder admission(AdmissionPolicy policy) {
            draft.admission = added(draft.admission, Objects.requireNonNull(policy, "policy"));
            return this;
        }

        /// Adds a carrier of the submitter's context.
        ///
        /// @param carrier the carrier
        /// @return this
        public Builder carrier(ContextCarrier carrier) {
            draft.carriers = added(draft.carriers, Objects.requireNonNull(carrier, "carrier"));
            return this;
        }

        /// Adds what comes as several of the above together: metrics, traces, accounting.
        ///
        /// @param extension adds its listeners, carriers and policies when the pool is built, after those
        ///     that are added here and in the order of these calls; it sees the pool then
        /// @return this
        public Builder with(PoolExtension extension) {
            draft.extensions = added(draft.extensions, Objects.requireNonNull(extension, "extension"));
            return this;
        }

        /// {@return what the pool is to be called}
        public String name() {
            return draft.name;
        }

        /// Adds what runs attempts, such as a [dev.executor.isolation.Sandbox]. The first one that can run the work
        /// of a task runs it, and the attempt's own thread comes last.
        ///
        /// @param value the isolator; a task may choose another
        /// @return this
        public Builder isolator(Isolator value) {
            draft.isolators = added(draft.isolators, Objects.requireNonNull(value, "isolator"));
            return this;
        }

        /// Sets how long a failure may go unread before it is logged, at WARN, once, with its stack.
        ///
        /// A failure is read when somebody waits for it, calls back on it, or looks at the outcome. What
        /// is still unread when the pool closes is logged then. A retry that the budget denies is logged
        /// at once, read or not. Each task name may log 10 lines a minute, and the pool 100.
        ///
        /// @param value positive
        /// @return this
        public Builder failureLogAfter(Duration value) {
            draft.failureLogAfter = Optional.of(Objects.requireNonNull(value, "failureLogAfter"));
            return this;
        }

        /// Logs neither unread failures nor denied retries.
        ///
        /// @return this
        public Builder withoutFailureLog() {
            draft.failureLogAfter = Optional.empty();
            return this;
        }

        /// Sets the machine, for tests and simulations.
        ///
        /// @param value the host
        /// @return this
        public Builder host(Host value) {
            draft.host = Optional.of(Objects.requireNonNull(value, "host"));
            return this;
        }

        /// {@return the settings as a value}
        /// @throws IllegalArgumentException if one is out of range, naming the option, its value and the range
        public PoolConfig config() {
            return new PoolConfig(draft);
        }

        /// {@return a pool that takes work at once}
        /// @throws IllegalArgumentException if a setting is out of range, naming the option, its value and the
        ///     range
        /// @throws IllegalStateException if no engine is visible to the API's class loader or to the
        ///     thread's context class loader, or an extension does not go with the others
        public ExecutorPool build() {
            return config().build();
        }

        private static <E> List<E> added(List<E> known, E more) {
            return Stream.concat(known.stream(), Stream.of(more)).toList();
        }
    }
}
