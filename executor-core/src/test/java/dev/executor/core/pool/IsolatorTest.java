// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.pool;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.executor.ExecutorPool;
import dev.executor.FailureKind;
import dev.executor.Rejection;
import dev.executor.Submission;
import dev.executor.Task;
import dev.executor.TaskContext;
import dev.executor.TaskOutcome;
import dev.executor.TaskType;
import dev.executor.UnsupportedWorkException;
import dev.executor.Work;
import dev.executor.event.TaskEvent;
import dev.executor.isolation.Command;
import dev.executor.policy.Backoff;
import dev.executor.policy.RetryPolicy;
import dev.executor.spi.Isolator;
import dev.executor.testing.ManualPool;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

/// A task runs in the isolator that it chooses, or else in the first of the pool that can run its work; work that none
/// can run is refused by name, and never runs elsewhere.
class IsolatorTest {
    private static final TaskType<String, String> UPPER = TaskType.of("text.upper", String.class, String.class);

    /// Runs portable work of one type by a function, and keeps what it ran.
    private static class Upper implements Isolator {
        final String name;
        final List<String> ran = new ArrayList<>();
        volatile boolean able = true;

        Upper(String name) {
            this.name = name;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public boolean canRun(Work<?> work) {
            return able
                    && work instanceof Work.Portable<?, ?> portable
                    && portable.type().equals(UPPER);
        }

        @Override
        public <T> T run(Work<T> work, TaskContext context) throws Exception {
            var portable = (Work.Portable<?, T>) work;
            ran.add(context.name() + "#" + context.attempt());
            return portable.type().resultClass().cast(apply((String) portable.payload(), context));
        }

        String apply(String payload, TaskContext context) throws Exception {
            return payload.toUpperCase(Locale.ROOT);
        }
    }

    private static ManualPool pool(Isolator... isolators) {
        var builder = ExecutorPool.builder("isolated").concurrency(1);
        for (Isolator isolator : isolators) {
            builder.isolator(isolator);
        }
        return ManualPool.of(builder);
    }

    private static Rejection refusal(ExecutorPool pool, Task<?> task) {
        return ((Submission.Refused<?>) pool.trySubmit(task)).rejection();
    }

    @Test
    void portableWorkRunsInTheIsolatorOfThePool() {
        var upper = new Upper("upper");
        try (var pool = pool(upper)) {
            var handle = pool.submit(UPPER.with("abc"));
            pool.runReady();

            assertThat(handle.join()).isEqualTo("ABC");
            assertThat(upper.ran).containsExactly("text.upper#1");
        }
    }

    @Test
    void inlineWorkStaysOnItsThreadWhateverIsolatorsThePoolHas() {
        var upper = new Upper("upper");
        try (var pool = pool(upper)) {
            var handle = pool.submit(Task.of("inline", context -> context.name()));
            pool.runReady();

            assertThat(handle.join()).isEqualTo("inline");
            assertThat(upper.ran).isEmpty();
        }
    }

    @Test
    void theFirstOfThePoolThatCanRunTheWorkRunsIt() {
        var unable = new Upper("unable");
        unable.able = false;
        var first = new Upper("first");
        var second = new Upper("second");
        try (var pool = pool(unable, first, second)) {
            pool.submit(UPPER.with("abc"));
            pool.runReady();

            assertThat(first.ran).hasSize(1);
            assertThat(unable.ran).isEmpty();
            assertThat(second.ran).isEmpty();
        }
    }

    @Test
    void theIsolatorOfATaskComesBeforeThoseOfThePool() {
        var pools = new Upper("pools");
        var tasks = new Upper("tasks");
        try (var pool = pool(pools)) {
            var task = UPPER.with("abc").withIsolator(tasks).withRetry(RetryPolicy.none());
            pool.submit(task);
            pool.runReady();

            assertThat(task.isolator()).containsSame(tasks);
            assertThat(tasks.ran).hasSize(1);
            assertThat(pools.ran).isEmpty();
        }
    }

    @Test
    void anIsolatorOfThePoolMayTakeInlineWorkToo() {
        var everything = new Isolator() {
            final List<String> ran = new ArrayList<>();

            @Override
            public String name() {
                return "everything";
            }

            @Override
            public boolean canRun(Work<?> work) {
                return true;
            }

            @Override
            public <T> T run(Work<T> work, TaskContext context) throws Exception {
                ran.add(context.name());
                return Isolator.inThread().run(work, context);
            }
        };
        try (var pool = pool(everything)) {
            pool.submit(Task.of("inline", _ -> 1));
            pool.runReady();

            assertThat(everything.ran).containsExactly("inline");
        }
    }

    @Test
    void workThatNoIsolatorCanRunIsRefusedByName() {
        try (var pool = pool()) {
            var rejection = refusal(pool, UPPER.with("abc"));

            assertThat(rejection.kind()).isEqualTo(FailureKind.REJECTED_UNSUPPORTED);
            assertThat(rejection)
                    .isEqualTo(new Rejection.Unsupported(
                            "work of type 'text.upper'",
                            List.of("inThread: the thread of an attempt runs inline bodies only")));
            assertThat(rejection.message())
                    .isEqualTo("no isolator can run work of type 'text.upper' (inThread: the thread of an attempt runs"
                            + " inline bodies only); add one that can with ExecutorPool.Builder.isolator(..) or"
                            + " Task.withIsolator(..), for a command a Sandbox, or change what the work asks for");
            assertThat(pool.snapshot().tasks().live()).isZero();
        }
    }

    @Test
    void aCommandIsRefusedByAPoolWithoutASandbox() {
        try (var pool = pool(new Upper("upper"))) {
            var command = Command.builder("true").build();

            assertThat(refusal(pool, Task.of("probe", command)).message())
                    .contains("work of type 'command'", "upper: ", "inThread: ", "for a command a Sandbox");
            assertThat(refusal(pool, Command.TYPE.with(command)).kind()).isEqualTo(FailureKind.REJECTED_UNSUPPORTED);
        }
    }

    @Test
    void aTaskThatChoseAnIsolatorRunsNowhereElse() {
        var unable = new Upper("unable");
        unable.able = false;
        var able = new Upper("able");
        try (var pool = pool(able)) {
            var portable = refusal(pool, UPPER.with("abc").withIsolator(unable));
            var inline = refusal(pool, Task.of("inline", _ -> 1).withIsolator(able));

            assertThat(((Rejection.Unsupported) portable).reasons())
                    .containsExactly("unable: it does not run work of type 'text.upper'");
            assertThat(((Rejection.Unsupported) inline).reasons())
                    .containsExactly("able: it does not run an inline body");
            assertThat(able.ran).isEmpty();
        }
    }

    @Test
    void anIsolatorThatThrowsWhenAskedRefusesAndIsNotSkipped() {
        var broken = new Upper("broken") {
            @Override
            public boolean canRun(Work<?> work) {
                throw new IllegalStateException("no answer");
            }
        };
        var next = new Upper("next");
        try (var pool = pool(broken, next)) {
            var rejection = refusal(pool, UPPER.with("abc"));

            assertThat(((Rejection.Unsupported) rejection).reasons())
                    .containsExactly("an isolator threw java.lang.IllegalStateException: no answer");
            assertThat(next.ran).isEmpty();
        }
    }

    @Test
    void anIsolatorThatCannotSayWhyNotIsNamedByItsClass() {
        var silent = new Upper("silent") {
            @Override
            public boolean canRun(Work<?> work) {
                return false;
            }

            @Override
            public String whyNot(Work<?> work) {
                throw new IllegalStateException("no words");
            }
        };
        try (var pool = pool(silent)) {
            var rejection = (Rejection.Unsupported) refusal(pool, UPPER.with("abc"));

            assertThat(rejection.reasons().getFirst())
                    .startsWith(IsolatorTest.class.getName())
                    .contains("no words");
        }
    }

    @Test
    void anIsolatorThatChangesItsAnswerFailsTheAttemptAndNoOtherRunsIt() {
        var fickle = new Upper("fickle");
        try (var pool = pool(fickle)) {
            var handle = pool.submit(UPPER.with("abc").withStartAfter(ofSeconds(1)));
            fickle.able = false;
            pool.advance(ofSeconds(1));

            var failed = (TaskOutcome.Failed<String>) handle.outcome().orElseThrow();
            assertThat(failed.kind()).isEqualTo(FailureKind.PROVISIONING);
            assertThat(failed.cause())
                    .isInstanceOf(UnsupportedWorkException.class)
                    .hasMessageContaining("Task 'text.upper' was accepted by pool 'isolated', but no isolator can run")
                    .hasMessageContaining("fickle: it does not run work of type 'text.upper'");
            assertThat(fickle.ran).isEmpty();
        }
    }

    @Test
    void whatAnIsolatorThrowsIsTheAttemptsFailureAndIsRetried() {
        var flaky = new Upper("flaky") {
            @Override
            String apply(String payload, TaskContext context) {
                if (context.attempt() == 1) {
                    throw new IllegalStateException("worker lost");
                }
                return payload + context.attempt();
            }
        };
        try (var pool = pool(flaky)) {
            var handle = pool.submit(UPPER.with("abc").withRetry(RetryPolicy.attempts(2, Backoff.fixed(ofSeconds(1)))));
            pool.advance(ofSeconds(1));

            assertThat(handle.join()).isEqualTo("abc2");
            assertThat(flaky.ran).containsExactly("text.upper#1", "text.upper#2");
            assertThat(pool.events().all(TaskEvent.AttemptEnded.class)).hasSize(2);
        }
    }

    @Test
    void aStopReachesTheIsolatorAsAnInterruptAndTheAttemptSeesItsDeadline() throws InterruptedException {
        var entered = new CountDownLatch(1);
        var seen = new CopyOnWriteArrayList<Boolean>();
        var blocking = new Upper("blocking") {
            @Override
            String apply(String payload, TaskContext context) throws Exception {
                seen.add(context.remaining().isPresent());
                entered.countDown();
                try {
                    new CountDownLatch(1).await();
                    return payload;
                } catch (InterruptedException e) {
                    seen.add(context.stopRequested());
                    throw e;
                }
            }
        };
        try (var pool = ExecutorPool.builder("stopped").isolator(blocking).build()) {
            var handle = pool.submit(UPPER.with("abc").withAttemptTimeout(ofSeconds(60)));
            entered.await();
            handle.cancel();

            assertThat(handle.await()).isInstanceOf(TaskOutcome.Cancelled.class);
        } // close() waits until the isolator has returned
        assertThat(seen).containsExactly(true, true);
    }

    @Test
    void aDerivedPoolKeepsTheIsolators() {
        var upper = new Upper("upper");
        try (var pool = pool(upper)) {
            assertThat(pool.config().isolators()).containsExactly(upper);
            assertThat(pool.config().toBuilder().config().isolators()).containsExactly(upper);
        }
    }

    @Test
    void aBodyInPlaceOfPortableWorkIsInline() {
        try (var pool = pool()) {
            var handle = pool.submit(UPPER.with("abc").withBody(_ -> 7));
            pool.runReady();

            assertThat(handle.join()).isEqualTo(7);
        }
    }

    @Test
    void aTemplateOfAViewGivesItsIsolatorButNotItsWork() {
        try (var pool = pool()) {
            var view = pool.asExecutorService(UPPER.with("abc"));
            var confined = pool.asExecutorService(UPPER.with("abc").withIsolator(new Upper("upper")));

            assertThat(view.submit(() -> 1)).succeedsWithin(ofSeconds(10)).isEqualTo(1);
            assertThatThrownBy(() -> confined.submit(() -> 1))
                    .isInstanceOf(RejectedExecutionException.class)
                    .hasMessageContaining("upper: it does not run an inline body");
        }
    }

    @Test
    void inThreadRefusesPortableWorkThatIsGivenToItDirectly() {
        assertThatThrownBy(() -> Isolator.inThread().run(new Work.Portable<>(UPPER, "abc"), null))
                .isInstanceOf(UnsupportedWorkException.class)
                .hasMessageContaining("Isolator inThread cannot run work of type 'text.upper'");
    }
}
