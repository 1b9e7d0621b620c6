// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.pool;

import static java.time.Duration.ofHours;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.executor.ExecutorPool;
import dev.executor.Task;
import dev.executor.TaskBody;
import dev.executor.TaskContext;
import dev.executor.TaskHandle;
import dev.executor.TaskRejectedException;
import dev.executor.policy.Backoff;
import dev.executor.policy.OverflowPolicy;
import dev.executor.policy.RetryPolicy;
import dev.executor.policy.ThreadReuse;
import dev.executor.testing.ManualHost;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What the engine keeps alive of tasks that are over, in a pool that goes on: nothing. Nobody has their handles any
/// more.
@Timeout(120)
class LeftBehindTest {
    private final ManualHost host = ManualHost.create();
    private final CountDownLatch release = new CountDownLatch(1);
    private final ThreadLocal<Object> submitters = new ThreadLocal<>();
    private ExecutorPool pool = pool(ThreadReuse.REUSE);

    private ExecutorPool pool(ThreadReuse reuse) {
        return ExecutorPool.builder("left-behind")
                .host(host)
                .concurrency(1)
                .queueCapacity(1)
                .overflow(OverflowPolicy.callerRuns())
                .threadReuse(reuse)
                .carrier(() -> {
                    var captured = submitters.get();
                    return () -> {
                        submitters.set(captured);
                        return submitters::remove;
                    };
                })
                .build();
    }

    @AfterEach
    void end() {
        release.countDown();
        host.runReady();
    }

    /// All that one task had: its body, its result, what was captured of its submitter, its attempt.
    private final class Remains {
        final List<WeakReference<?>> all = new ArrayList<>();
        private final AtomicReference<WeakReference<TaskContext>> attempt = new AtomicReference<>();

        /// Submits one and drives it; nothing of it is on the stack afterwards.
        Remains(UnaryOperator<Task<Object>> settings, boolean cancel) {
            var context = new Object();
            submitters.set(context);
            all.add(new WeakReference<>(context));
            var handle = submit(settings);
            submitters.remove();
            all.add(new WeakReference<>(handle));
            if (cancel) {
                handle.cancel();
            }
            host.runReady();
            var outcome = handle.outcome().orElseThrow();
            all.add(new WeakReference<>(outcome));
            if (attempt.get() != null) {
                all.add(attempt.get());
            }
        }

        private TaskHandle<Object> submit(UnaryOperator<Task<Object>> settings) {
            var result = new Object();
            all.add(new WeakReference<>(result));
            var seen = attempt;
            TaskBody<Object> body = running -> {
                seen.set(new WeakReference<>(running));
                return result;
            };
            all.add(new WeakReference<>(body));
            return pool.submit(settings.apply(Task.of("over", body)));
        }

        void assertGone() {
            LeftBehindTest.assertGone(all);
        }
    }

    /// A few collections, as a thread may still be on its way to where it idles. Each of them clears what nothing
    /// refers to.
    private static void assertGone(List<WeakReference<?>> all) {
        for (int i = 0; i < 50 && all.stream().anyMatch(reference -> reference.get() != null); i++) {
            System.gc();
        }
        assertThat(all)
                .as("what is kept")
                .allSatisfy(reference -> assertThat((Object) reference.get()).isNull());
    }

    @ParameterizedTest
    @EnumSource
    void theThreadThatRanATaskKeepsNothingOfIt(ThreadReuse reuse) {
        pool = pool(reuse);

        new Remains(task -> task, false).assertGone();
    }

    @ParameterizedTest
    @EnumSource
    void aTimeoutThatWasNotNeededKeepsNothing(ThreadReuse reuse) {
        pool = pool(reuse);

        new Remains(task -> task.withTimeout(ofHours(1)).withAttemptTimeout(ofHours(1)), false).assertGone();
    }

    @Test
    void aDelayedTaskThatWasCancelledIsNotKept() {
        new Remains(task -> task.withStartAfter(ofHours(1)), true).assertGone();
    }

    @Test
    void aTaskThatWasCancelledInTheQueueIsNotKept() {
        pool.submit(Task.action("holder", _ -> release.await()));
        host.runReady();

        new Remains(task -> task, true).assertGone();
    }

    @Test
    void aTaskThatWasCancelledWhileItWaitedForItsKeyIsNotKept() {
        pool.submit(Task.action("holder", _ -> release.await()).withOrderingKey("key"));
        host.runReady();

        new Remains(task -> task.withOrderingKey("key"), true).assertGone();
    }

    @Test
    void aKeyThatNobodyUsesIsNotKept() {
        new Remains(task -> task.withOrderingKey("key " + System.identityHashCode(task)), false).assertGone();
    }

    @Test
    void aTaskThatItsSubmitterRanIsNotKept() {
        pool.submit(Task.action("holder", _ -> release.await()));
        pool.submit(Task.action("waits", _ -> {}));
        host.runReady();

        new Remains(task -> task, false).assertGone();
    }

    @Test
    void aTaskThatWasRefusedIsNotKept() {
        var full = ExecutorPool.builder("full")
                .host(host)
                .concurrency(1)
                .queueCapacity(0)
                .build();
        full.submit(Task.action("holder", _ -> release.await()));
        host.runReady();
        var body = refused(full);

        assertGone(List.of(body));
    }

    private static WeakReference<Object> refused(ExecutorPool full) {
        var result = new Object();
        assertThatThrownBy(() -> full.submit(Task.of("refused", _ -> result)
                        .withTimeout(ofHours(1))
                        .withRetry(RetryPolicy.attempts(2, Backoff.none()))))
                .isInstanceOf(TaskRejectedException.class);
        return new WeakReference<>(result);
    }

    @Test
    void aTaskOfAViewThatIsOverIsNotKeptByTheView() {
        var view = pool.asExecutorService();
        var body = executed(view::execute);

        assertGone(List.of(body));
        view.shutdown();
    }

    private WeakReference<Object> executed(Executor view) {
        var ran = new Object();
        view.execute(() -> Objects.requireNonNull(ran));
        host.runReady();
        return new WeakReference<>(ran);
    }
}
