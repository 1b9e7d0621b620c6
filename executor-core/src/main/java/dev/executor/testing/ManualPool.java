// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.testing;

import dev.executor.DrainReport;
import dev.executor.ExecutorPool;
import dev.executor.PoolConfig;
import dev.executor.PoolSnapshot;
import dev.executor.Submission;
import dev.executor.Task;
import dev.executor.TaskHandle;
import dev.executor.event.TaskListener;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;

/// A real pool in virtual time, for tests of code that uses one.
///
/// ```java
/// var pool = ManualPool.withConcurrency(1);
/// var handle = pool.submit(flaky.withRetry(RetryPolicy.attempts(3, Backoff.fixed(ofSeconds(10)))));
/// pool.runReady();
/// assertThat(handle.status()).isEqualTo(TaskState.BACKING_OFF);
/// pool.advance(ofSeconds(10));
/// ```
///
/// After a submit nothing has run yet. The test's thread drives the pool: by [#runReady()] and [#advance(Duration)],
/// or by waiting, as [ManualHost#drive(Object, Supplier)] tells. [#close()] lets time pass as needed. Every event is
/// kept by [#events()].
///
/// @since 0.1
public final class ManualPool implements ExecutorPool {
    private final ManualHost host;
    private final RecordingListener events;
    private final ExecutorPool pool;

    private ManualPool(ManualHost host, RecordingListener events, ExecutorPool pool) {
        this.host = host;
        this.events = events;
        this.pool = pool;
    }

    /// {@return a pool with this concurrency and the defaults otherwise}
    /// @param concurrency how many attempts run at once
    public static ManualPool withConcurrency(int concurrency) {
        return of(ExecutorPool.builder("manual").concurrency(concurrency));
    }

    /// {@return a pool with these settings on a new [ManualHost]}
    /// @param settings the settings; host and a listener are added to them
    public static ManualPool of(ExecutorPool.Builder settings) {
        return of(settings, ManualHost.create());
    }

    /// {@return a pool with these settings on a host, which pools may share}
    /// @param settings the settings; host and a listener are added to them
    /// @param host the host
    public static ManualPool of(ExecutorPool.Builder settings, ManualHost host) {
        Objects.requireNonNull(settings, "settings");
        Objects.requireNonNull(host, "host");
        var events = new RecordingListener();
        return new ManualPool(
                host,
                events,
                settings.host(host)
                        .listener(events, TaskListener.Delivery.INLINE)
                        .build());
    }

    /// Runs everything that can run now. See [ManualHost#runReady()].
    public void runReady() {
        host.runReady();
    }

    /// Lets time pass. See [ManualHost#advance(Duration)].
    ///
    /// @param duration how long
    public void advance(Duration duration) {
        host.advance(duration);
    }

    /// {@return the machine it runs on}
    public ManualHost host() {
        return host;
    }

    /// {@return every event so far}
    public RecordingListener events() {
        return events;
    }

    /// Checks that nothing is left in the pool: no task, no permit.
    ///
    /// @throws AssertionError if something is, saying what
    public void assertIdle() {
        runReady();
        var now = snapshot();
        if (now.tasks().live() != 0
                || now.permits().taken() != 0
                || now.queue().size() != 0
                || now.tasks().delayed() != 0) {
            throw new AssertionError("expected an idle pool, but found " + now);
        }
    }

    @Override
    public String name() {
        return pool.name();
    }

    @Override
    public PoolConfig config() {
        return pool.config();
    }

    @Override
    public <T extends @Nullable Object> TaskHandle<T> submit(Task<T> task) {
        return pool.submit(task);
    }

    @Override
    public <T extends @Nullable Object> TaskHandle<T> submit(Task<T> task, Duration maxWait) {
        return pool.submit(task, maxWait);
    }

    @Override
    public <T extends @Nullable Object> Submission<T> trySubmit(Task<T> task) {
        return pool.trySubmit(task);
    }

    @Override
    public <T extends @Nullable Object> Submission<T> trySubmit(Task<T> task, Duration maxWait) {
        return pool.trySubmit(task, maxWait);
    }

    @Override
    public <T extends @Nullable Object> List<Submission<T>> submitAll(List<Task<T>> tasks) {
        return pool.submitAll(tasks);
    }

    @Override
    public PoolSnapshot snapshot() {
        return pool.snapshot();
    }

    @Override
    public void setConcurrency(int permits) {
        pool.setConcurrency(permits);
    }

    /// Drains; time passes as far as needed.
    @Override
    public DrainReport drain(Duration limit) throws InterruptedException {
        Objects.requireNonNull(limit, "limit");
        var report = new CompletableFuture<DrainReport>();
        drive(() -> {
            try {
                report.complete(pool.drain(limit));
            } catch (Throwable e) { // handed on to the test's thread, whatever it is
                report.completeExceptionally(e);
            }
        });
        try {
            return report.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("the drain failed", e.getCause());
        }
    }

    /// Closes; time passes as far as needed.
    @Override
    public void close() {
        drive(pool::close);
    }

    /// Runs something that waits for the pool on a thread of the host, and lets time pass until it is over.
    private void drive(Runnable action) {
        var over = new CompletableFuture<@Nullable Void>();
        host.startEngineThread("manual-pool", () -> {
            try {
                action.run();
                over.complete(null);
            } catch (Throwable e) { // handed on to the test's thread, whatever it is
                over.completeExceptionally(e);
            }
        });
        host.runReady();
        while (!over.isDone()) {
            if (!host.advanceToNextTimer() && !over.isDone()) {
                throw new IllegalStateException(
                        "the pool cannot end: a body is blocked on something that is not this host's time; "
                                + snapshot());
            }
        }
        over.join();
    }

    @Override
    public ExecutorService asExecutorService() {
        return pool.asExecutorService();
    }

    @Override
    public ExecutorService asExecutorService(Task<?> template) {
        return pool.asExecutorService(template);
    }

    @Override
    public ScheduledExecutorService asScheduledExecutorService(Task<?> template) {
        return pool.asScheduledExecutorService(template);
    }

    @Override
    public ScheduledExecutorService asScheduledExecutorService() {
        return pool.asScheduledExecutorService();
    }
}
