// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.metrics;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.executor.ExecutorPool;
import dev.executor.PoolState;
import dev.executor.Task;
import dev.executor.event.TaskListener.Delivery;
import dev.executor.metrics.context.ContextPropagation;
import dev.executor.metrics.log.AuditLog;
import dev.executor.metrics.log.TaskLogging;
import dev.executor.metrics.slo.Slo;
import dev.executor.metrics.slo.Slo.Objective;
import dev.executor.metrics.slo.SloTracker;
import dev.executor.metrics.trace.TaskTracing;
import dev.executor.metrics.usage.CostModel;
import dev.executor.metrics.usage.UsageAccounting;
import dev.executor.spi.PoolExtension;
import dev.executor.testing.ManualPool;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.api.OpenTelemetry;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Two pools of one name, and one extension that is in a pool twice.
class SameNameTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    private static double value(SimpleMeterRegistry registry, TaskMeter meter, String... tags) {
        var found = registry.find(meter.meterName()).tags(tags).meters();
        assertThat(found).as(meter + " with " + String.join(" ", tags)).hasSize(1);
        return found.iterator().next().measure().iterator().next().getValue();
    }

    private double value(TaskMeter meter, String... tags) {
        return value(registry, meter, tags);
    }

    private ExecutorPool.Builder media(int concurrency) { // metrics of its own each time, as an application has them
        return ExecutorPool.builder("media").concurrency(concurrency).with(TaskMetrics.of(registry));
    }

    @Test
    void gaugesOfTwoOpenPoolsOfOneNameAreTheirSums() {
        var small = ManualPool.of(media(3).queueCapacity(10));
        try (var large = ManualPool.of(media(7).queueCapacity(20))) {
            small.submit(Task.action("runs", _ -> small.host().sleep(ofSeconds(9))));
            large.submit(Task.action("runs", _ -> large.host().sleep(ofSeconds(9))));
            large.submit(Task.action("later", _ -> {}).withStartAfter(ofSeconds(9)));
            small.runReady();
            large.runReady();
            assertThat(value(TaskMeter.POOL_LIMIT)).isEqualTo(10);
            assertThat(value(TaskMeter.POOL_BOUND)).isEqualTo(40);
            assertThat(value(TaskMeter.POOL_RUNNING)).isEqualTo(2);
            assertThat(value(TaskMeter.POOL_UTILIZATION)).isEqualTo(0.2);
            assertThat(value(TaskMeter.POOL_DELAYED)).isEqualTo(1);
            assertThat(value(TaskMeter.POOL_LIVE)).isEqualTo(3);
            assertThat(value(TaskMeter.POOL_ACCEPTED)).isEqualTo(3);
            small.close();
            assertThat(value(TaskMeter.POOL_LIMIT)).isEqualTo(7);
            assertThat(value(TaskMeter.POOL_ACCEPTED)).isEqualTo(3);
        }
        assertThat(value(TaskMeter.POOL_LIMIT)).isZero();
        assertThat(value(TaskMeter.POOL_UTILIZATION)).isNaN();
    }

    @Test
    void countersNeverGoBackwardsWhenAPoolIsOpenedAgainUnderItsName() {
        var config = media(2).listener(
                        _ -> {
                            throw new IllegalStateException("a listener that throws");
                        },
                        Delivery.INLINE)
                .config();
        double accepted = 0;
        double errors = 0;
        double started = 0;
        for (int i = 1; i <= 5; i++) {
            try (var pool = ManualPool.of(config.toBuilder())) {
                assertThat(value(TaskMeter.POOL_ACCEPTED)).isEqualTo(accepted);
                assertThat(value(TaskMeter.POOL_LISTENER_ERRORS)).isEqualTo(errors);
                pool.submit(Task.action("work", _ -> {}));
            } // nobody looks between the end of this and the next
            accepted = i;
            errors = i * 4.0; // Submitted, Started, AttemptEnded, Finished
            started = i;
        }
        assertThat(value(TaskMeter.POOL_ACCEPTED)).isEqualTo(accepted);
        assertThat(value(TaskMeter.POOL_LISTENER_ERRORS)).isEqualTo(errors);
        assertThat(value(TaskMeter.POOL_COLD_STARTS, "of", "thread")).isEqualTo(started);
        assertThat(value(TaskMeter.TASK_FINISHED, "task", "work")).isEqualTo(accepted);
        assertThat(value(TaskMeter.POOL_FINISHED, "outcome", "succeeded")).isEqualTo(accepted);
    }

    @Test
    void aBodyThatDoesNotComeBackIsShownWhileItsPoolIsClosedAndAnotherIsOpen() throws Exception {
        var release = new CountDownLatch(1);
        var closed = media(3).stuckAfter(ofMillis(1)).closeTimeout(ofMillis(1)).build();
        var started = new CountDownLatch(1);
        closed.submit(Task.action("deaf", _ -> {
            started.countDown();
            while (release.getCount() > 0) {
                try {
                    release.await();
                } catch (InterruptedException e) {
                    // that is what makes it stuck
                }
            }
        }));
        started.await();
        closed.close();
        assertThat(closed.snapshot().state()).isEqualTo(PoolState.CLOSED);
        try (var _ = media(7).build()) {
            await().untilAsserted(() -> assertThat(value(TaskMeter.POOL_STUCK)).isEqualTo(1));
            assertThat(value(TaskMeter.POOL_LIVE)).isEqualTo(1);
            assertThat(value(TaskMeter.POOL_LIMIT)).as("of the open one").isEqualTo(7);
            assertThat(value(TaskMeter.POOL_UTILIZATION)).as("of the open one").isZero();
            release.countDown();
            await().untilAsserted(() -> assertThat(value(TaskMeter.POOL_STUCK)).isZero());
        }
        assertThat(value(TaskMeter.POOL_ACCEPTED)).isEqualTo(1);
    }

    @Test
    void metersThatAnEarlierDeploymentHasLeftInTheRegistryAreReplaced() {
        registry.gauge(TaskMeter.POOL_LIMIT.meterName(), Tags.of("pool", "media"), 99);
        try (var _ = ManualPool.of(media(3))) {
            assertThat(value(TaskMeter.POOL_LIMIT)).isEqualTo(3);
        }
    }

    @Test
    void poolsOfOneNameUnderTwoRegistriesAreToldApart() {
        var other = new SimpleMeterRegistry();
        try (var _ = ManualPool.of(media(3));
                var _ = ManualPool.of(
                        ExecutorPool.builder("media").concurrency(7).with(TaskMetrics.of(other)))) {
            assertThat(value(TaskMeter.POOL_LIMIT)).isEqualTo(3);
            assertThat(value(other, TaskMeter.POOL_LIMIT)).isEqualTo(7);
        }
    }

    @Test
    void aPoolMayCountIntoTwoRegistries() {
        var other = new SimpleMeterRegistry();
        try (var pool = ManualPool.of(media(3).with(TaskMetrics.of(other)))) {
            pool.submit(Task.action("work", _ -> {}));
        }
        assertThat(value(TaskMeter.TASK_FINISHED)).isEqualTo(1);
        assertThat(value(other, TaskMeter.TASK_FINISHED)).isEqualTo(1);
    }

    @Test
    void aRegistryWithRenamedMetersFollowsTheNextPool() {
        OpenTelemetryNames.applyTo(registry);
        for (int i = 1; i <= 2; i++) {
            try (var pool = ManualPool.of(media(3))) {
                pool.submit(Task.action("work", _ -> {}));
                pool.runReady();
                var limit = registry.get("executor.pool.limit").tags("executor.pool", "media");
                assertThat(limit.gauge().value()).isEqualTo(3);
                assertThat(registry.get("executor.pool.cold_starts")
                                .tags("executor.start.of", "thread")
                                .functionCounter()
                                .count())
                        .isEqualTo(i);
            }
        }
    }

    static Stream<Arguments> twice() {
        var registry = new SimpleMeterRegistry();
        var composite = new CompositeMeterRegistry().add(new CompositeMeterRegistry().add(registry));
        var metrics = TaskMetrics.of(registry);
        var usage = UsageAccounting.create();
        var slo = SloTracker.of(Slo.standard());
        var tracing = TaskTracing.of(OpenTelemetry.noop());
        return Stream.of(
                Arguments.of("the same metrics", metrics, metrics),
                Arguments.of("metrics for one registry", metrics, TaskMetrics.of(registry)),
                Arguments.of("metrics for a registry and for one around it", metrics, TaskMetrics.of(composite)),
                Arguments.of("metrics for a registry and for one within it", TaskMetrics.of(composite), metrics),
                Arguments.of("the same accounting", usage, usage),
                Arguments.of("the same tracker", slo, slo),
                Arguments.of("the same tracing", tracing, tracing),
                Arguments.of("other tracing", tracing, TaskTracing.of(OpenTelemetry.noop())),
                Arguments.of("audit logs", AuditLog.create(), AuditLog.create()),
                Arguments.of("task logging", TaskLogging.create(), TaskLogging.create()),
                Arguments.of("context", ContextPropagation.create(), ContextPropagation.create()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("twice")
    void whatWouldCountDoubleIsRefusedWhenThePoolIsBuilt(String what, PoolExtension first, PoolExtension second) {
        var builder = ExecutorPool.builder("media").with(first).with(second);
        assertThatThrownBy(builder::build)
                .as(what)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("pool 'media'")
                .hasMessageContaining("twice")
                .hasMessageContaining("; ");
        // What was refused is in no pool, and may be used.
        ExecutorPool.builder("media").with(first).build().close();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("twice")
    void oneOfThemGoesIntoPoolAfterPool(String what, PoolExtension first, PoolExtension second) {
        var config = ExecutorPool.builder("media").with(first).config();
        for (int i = 0; i < 2; i++) {
            config.build().close();
            config.toBuilder().name("other").build().close();
        }
        assertThat(second).as(what).isNotNull();
    }

    @Test
    void aRegistryHasTheSumsOfOneAccounting() {
        UsageAccounting.create().bindTo(registry, CostModel.in("EUR"));
        var second = UsageAccounting.create();
        assertThatThrownBy(() -> second.bindTo(registry, CostModel.in("USD")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("share one UsageAccounting");
    }

    @Test
    void anAccountingIsInEachRegistryThatItIsBoundToWheneverThatWas() {
        var late = new SimpleMeterRegistry();
        var usage = UsageAccounting.create().bindTo(registry, CostModel.in("EUR"));
        try (var pool = ManualPool.of(ExecutorPool.builder("media").with(usage))) {
            pool.submit(Task.action("work", _ -> {}).withTenant("early"));
            pool.runReady();
            usage.bindTo(late, CostModel.in("EUR"));
            pool.submit(Task.action("work", _ -> {}).withTenant("later"));
        }
        for (var bound : new SimpleMeterRegistry[] {registry, late}) {
            assertThat(value(bound, TaskMeter.USAGE_ATTEMPTS, "tenant", "early"))
                    .isEqualTo(1);
            assertThat(value(bound, TaskMeter.USAGE_ATTEMPTS, "tenant", "later"))
                    .isEqualTo(1);
        }
    }

    @Test
    void objectivesOfTwoOpenPoolsOfOneNameAreRefusedAndThoseOfOneAfterTheOtherAreNot() {
        var first = SloTracker.of(Slo.standard());
        var second = SloTracker.of(Slo.standard().withSuccessRate(0.9));
        var pool = ManualPool.of(ExecutorPool.builder("media").with(first));
        try (var _ = ManualPool.of(ExecutorPool.builder("media").with(second))) {
            first.bindTo(registry);
            assertThatThrownBy(() -> second.bindTo(registry))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("'media'");
            assertThat(value(TaskMeter.SLO_TARGET, "objective", "success")).isEqualTo(0.999);
            pool.close();
            second.bindTo(registry);
            assertThat(value(TaskMeter.SLO_TARGET, "objective", "success")).isEqualTo(0.9);
        }
    }

    @Test
    void aTrackerOfAClosedPoolBeginsAnewWithTheNext() {
        var slo = SloTracker.of(Slo.standard());
        var config = ExecutorPool.builder("media").with(slo).config();
        for (int i = 0; i < 2; i++) {
            try (var pool = ManualPool.of(config.toBuilder())) {
                pool.submit(Task.action("work", _ -> {}));
                pool.runReady();
                assertThat(slo.status(Objective.SUCCESS).windows().getFirst().total())
                        .isEqualTo(1);
                assertThatThrownBy(() -> ManualPool.of(config.toBuilder().name("second")))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("'media'")
                        .hasMessageContaining("'second'");
            }
        }
    }
}
