// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.executor.isolation.Command;
import dev.executor.policy.Backoff;
import dev.executor.policy.RetryPolicy;
import dev.executor.spi.Isolator;
import dev.executor.spi.Require;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class TaskTest {
    private static final RetryPolicy RETRY = RetryPolicy.attempts(3, Backoff.none());
    private static final TaskBody<Integer> BODY = _ -> 1;

    private static Task<Integer> task() {
        return Task.of("t", BODY);
    }

    private static Settings<Task<Integer>, Task<Integer>> settings() {
        return Settings.<Task<Integer>, Task<Integer>>of(TaskTest::task, task -> task)
                .with("tenant", Task::tenant, "acme", task -> task.withTenant("acme"))
                .with("labels", Task::labels, Map.of("k", "v"), task -> task.withLabel("k", "v"))
                .with("priority", Task::priority, Priority.HIGH, task -> task.withPriority(Priority.HIGH))
                .with(
                        "queueTimeout",
                        Task::queueTimeout,
                        Optional.of(ofSeconds(1)),
                        task -> task.withQueueTimeout(ofSeconds(1)))
                .with(
                        "attemptTimeout",
                        Task::attemptTimeout,
                        Optional.of(ofSeconds(2)),
                        task -> task.withAttemptTimeout(ofSeconds(2)))
                .with("timeout", Task::timeout, Optional.of(ofSeconds(3)), task -> task.withTimeout(ofSeconds(3)))
                .with("retry", Task::retry, RETRY, task -> task.withRetry(RETRY))
                .with("orderingKey", Task::orderingKey, Optional.of("key"), task -> task.withOrderingKey("key"))
                .with(
                        "startAfter",
                        Task::startAfter,
                        Optional.of(ofSeconds(4)),
                        task -> task.withStartAfter(ofSeconds(4)))
                .with(
                        "isolator",
                        Task::isolator,
                        Optional.of(Isolator.inThread()),
                        task -> task.withIsolator(Isolator.inThread()));
    }

    @Test
    void eachWitherChangesItsOwnOptionAndNoOther() {
        settings().landWhereTheyBelong();
    }

    @Test
    void theListOfOptionsIsComplete() {
        settings().areAll("name", "work", "startAt", "withoutTimeout");
    }

    @Test
    void itPrintsEveryOption() {
        settings().arePrinted();
        assertThat(settings().full().withStartAt(Instant.EPOCH).toString())
                .startsWith("Task[t, ")
                .contains("startAfter=Optional.empty", "startAt=Optional[1970-01-01T00:00:00Z]");
    }

    @Test
    void everyOptionHasTheDefaultOfItsDocumentation() {
        var task = task();
        assertThat(task.name()).isEqualTo("t");
        assertThat(task.work()).isSameAs(BODY);
        assertThat(task.tenant()).isEqualTo("default").isEqualTo(Task.DEFAULT_TENANT);
        assertThat(task.labels()).isEmpty();
        assertThat(task.priority()).isEqualTo(Priority.NORMAL);
        assertThat(task.queueTimeout()).isEmpty();
        assertThat(task.attemptTimeout()).isEmpty();
        assertThat(task.timeout()).isEmpty();
        assertThat(task.retry()).isSameAs(RetryPolicy.none());
        assertThat(task.orderingKey()).isEmpty();
        assertThat(task.startAfter()).isEmpty();
        assertThat(task.startAt()).isEmpty();
        assertThat(task.isolator()).isEmpty();
    }

    @Test
    void aCopyKeepsNameAndWork() {
        var copy = settings().full();
        assertThat(copy.name()).isEqualTo("t");
        assertThat(copy.work()).isSameAs(BODY);
    }

    @Test
    void aDelayAndAStartTimeReplaceEachOther() {
        var at = settings().full().withStartAt(Instant.EPOCH);
        assertThat(at.startAt()).contains(Instant.EPOCH);
        assertThat(at.startAfter()).isEmpty();
        assertThat(at.orderingKey()).contains("key");

        var after = at.withStartAfter(Duration.ZERO);
        assertThat(after.startAt()).isEmpty();
        assertThat(after.startAfter()).contains(Duration.ZERO);
        assertThat(at.startAt()).as("of the task that was copied").contains(Instant.EPOCH);
        assertThat(at.withTenant("other").startAt()).contains(Instant.EPOCH);
    }

    @Test
    void withoutTimeoutRemovesTheTotalTimeoutOnly() {
        var copy = settings().full().withoutTimeout();
        assertThat(copy.timeout()).isEmpty();
        assertThat(copy.attemptTimeout()).contains(ofSeconds(2));
        assertThat(copy.queueTimeout()).contains(ofSeconds(1));
    }

    @Test
    void withBodyReplacesTheWorkAndKeepsNameAndOptions() {
        TaskBody<String> body = _ -> "other";
        var copy = settings().full().withBody(body);
        assertThat(copy.name()).isEqualTo("t");
        assertThat(copy.work()).isSameAs(body);
        assertThat(copy.tenant()).isEqualTo("acme");
        assertThat(copy.isolator()).isPresent();
        assertThat(copy.startAfter()).contains(ofSeconds(4));
    }

    @Test
    void labelsAreSortedAddedAndReplacedAndCannotBeChanged() {
        var one = task().withLabel("b", "2").withLabel("a", "1");
        var two = one.withLabel("b", "3");
        assertThat(one.labels().toString()).isEqualTo("{a=1, b=2}");
        assertThat(two.labels().toString()).isEqualTo("{a=1, b=3}");
        assertThat(one.labels()).isUnmodifiable();
    }

    @Test
    void aTaskHasAtMost32Labels() {
        var task = task();
        for (int i = 0; i < 32; i++) {
            task = task.withLabel("k" + i, "v");
        }
        var full = task;
        assertThat(full.withLabel("k0", "other").labels()).hasSize(32);
        refuses("number of labels was 33; it must be from 0 to 32", () -> full.withLabel("k32", "v"));
    }

    @Test
    void aCommandIsPortableWorkOfItsType() {
        var command = Command.builder("true").build();
        assertThat(Task.of("c", command).work()).isEqualTo(new Work.Portable<>(Command.TYPE, command));
        assertThat(Task.of("c", command).name()).isEqualTo("c");
    }

    @Test
    void anActionReturnsNull() throws Exception {
        var ran = new boolean[1];
        var action = Task.action("a", _ -> ran[0] = true);
        assertThat(((TaskBody<?>) action.work()).run(new TestContext("a"))).isNull();
        assertThat(ran[0]).isTrue();
    }

    @Test
    void theBodyOfATemplateThrows() {
        var body = (TaskBody<?>) Task.template("mail").work();
        assertThatIllegalStateException()
                .isThrownBy(() -> body.run(new TestContext("mail")))
                .withMessage("Task 'mail' is a template without work; give it a body");
    }

    @Test
    void everyOptionHasARange() {
        refuses("task name was blank; give it at least one visible character", () -> Task.of(" ", BODY));
        refuses("task name had 201 characters; at most 200 are allowed", () -> Task.of("x".repeat(201), BODY));
        refuses("task name had the control character U+000A at index 1; remove it", () -> Task.of("a\nb", BODY));
        refuses(
                "task name was blank; give it at least one visible character",
                () -> Task.of("", Command.builder("true").build()));
        refuses("task name was blank; give it at least one visible character", () -> Task.template(""));
        refuses("tenant was blank; give it at least one visible character", () -> task().withTenant(" "));
        refuses("label key was blank; give it at least one visible character", () -> task().withLabel("", "v"));
        refuses("label 'k' was blank; give it at least one visible character", () -> task().withLabel("k", ""));
        refuses("orderingKey was blank; give it at least one visible character", () -> task().withOrderingKey(""));
        refuses(
                "queueTimeout was PT0S; it must be longer than zero and at most PT876000H",
                () -> task().withQueueTimeout(Duration.ZERO));
        refuses(
                "attemptTimeout was PT-1S; it must be longer than zero and at most PT876000H",
                () -> task().withAttemptTimeout(ofSeconds(-1)));
        refuses(
                "timeout was PT876000H0.000000001S; it must be longer than zero and at most PT876000H",
                () -> task().withTimeout(Require.LONGEST.plusNanos(1)));
        refuses(
                "startAfter was PT-0.000000001S; it must be from zero to PT876000H",
                () -> task().withStartAfter(Duration.ofNanos(-1)));
    }

    @Test
    void theEndsOfTheRangesAreAllowed() {
        assertThat(task().withTimeout(Require.LONGEST).timeout()).contains(Require.LONGEST);
        assertThat(task().withQueueTimeout(Duration.ofNanos(1)).queueTimeout()).contains(Duration.ofNanos(1));
        assertThat(Task.of("x".repeat(200), BODY).name()).hasSize(200);
    }

    private static void refuses(String message, ThrowingCallable call) {
        assertThatIllegalArgumentException().isThrownBy(call).withMessage(message);
    }
}
