// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.executor.ExecutorPool;
import dev.executor.PoolSnapshot;
import dev.executor.PoolSnapshotBuilder;
import dev.executor.PoolState;
import dev.executor.Priority;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.reflect.Proxy;
import org.junit.jupiter.api.Test;

/// Each meter of a pool is its figure of the snapshot, where no two figures are the same.
class PoolGaugesTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private PoolSnapshot snapshot = figures().build();

    private static PoolSnapshotBuilder figures() {
        return PoolSnapshot.builder("media")
                .queued(Priority.LOW, 1)
                .queued(Priority.NORMAL, 2)
                .queued(Priority.HIGH, 3)
                .queued(Priority.CRITICAL, 4)
                .live(50)
                .bound(60)
                .delayed(7)
                .stopping(8)
                .stuck(9)
                .permitsTaken(10)
                .permitLimit(40)
                .accepted(120)
                .refused(130)
                .droppedEvents(14)
                .listenerErrors(15)
                .threadsStarted(16);
    }

    private ExecutorPool pool() {
        return (ExecutorPool) Proxy.newProxyInstance(
                ExecutorPool.class.getClassLoader(),
                new Class<?>[] {ExecutorPool.class},
                (_, method, _) -> switch (method.getName()) {
                    case "name" -> "media";
                    case "snapshot" -> snapshot;
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }

    private double value(TaskMeter meter, String... tags) {
        return registry.get(meter.meterName())
                .tags("pool", "media")
                .tags(tags)
                .meter()
                .measure()
                .iterator()
                .next()
                .getValue();
    }

    @Test
    void eachMeterIsItsFigure() {
        PoolGauges.watch(registry, pool());
        assertThat(value(TaskMeter.POOL_QUEUED, "priority", "low")).isEqualTo(1);
        assertThat(value(TaskMeter.POOL_QUEUED, "priority", "normal")).isEqualTo(2);
        assertThat(value(TaskMeter.POOL_QUEUED, "priority", "high")).isEqualTo(3);
        assertThat(value(TaskMeter.POOL_QUEUED, "priority", "critical")).isEqualTo(4);
        assertThat(value(TaskMeter.POOL_LIVE)).isEqualTo(50);
        assertThat(value(TaskMeter.POOL_BOUND)).isEqualTo(60);
        assertThat(value(TaskMeter.POOL_DELAYED)).isEqualTo(7);
        assertThat(value(TaskMeter.POOL_STOPPING)).isEqualTo(8);
        assertThat(value(TaskMeter.POOL_STUCK)).isEqualTo(9);
        assertThat(value(TaskMeter.POOL_RUNNING)).isEqualTo(10);
        assertThat(value(TaskMeter.POOL_LIMIT)).isEqualTo(40);
        assertThat(value(TaskMeter.POOL_UTILIZATION)).isEqualTo(0.25);
        assertThat(value(TaskMeter.POOL_ACCEPTED)).isEqualTo(120);
        assertThat(value(TaskMeter.POOL_EVENTS_DROPPED)).isEqualTo(14);
        assertThat(value(TaskMeter.POOL_LISTENER_ERRORS)).isEqualTo(15);
        assertThat(value(TaskMeter.POOL_COLD_STARTS, "of", "thread")).isEqualTo(16);
    }

    @Test
    void aPoolThatIsOverIsAddedUpOnce() {
        PoolGauges.watch(registry, pool());
        snapshot = figures().state(PoolState.CLOSED).live(0).stuck(0).build();
        for (int i = 0; i < 3; i++) {
            assertThat(value(TaskMeter.POOL_ACCEPTED)).isEqualTo(120);
            assertThat(value(TaskMeter.POOL_EVENTS_DROPPED)).isEqualTo(14);
            assertThat(value(TaskMeter.POOL_LIMIT)).isZero();
        }
    }

    @Test
    void aClosedPoolIsNotOverWhileABodyIsNotBack() {
        PoolGauges.watch(registry, pool());
        snapshot = figures().state(PoolState.CLOSED).live(1).stuck(0).build();
        assertThat(value(TaskMeter.POOL_LIVE)).isEqualTo(1);
        snapshot = figures().state(PoolState.CLOSED).live(0).stuck(1).build();
        assertThat(value(TaskMeter.POOL_STUCK)).isEqualTo(1);
        assertThat(value(TaskMeter.POOL_BOUND)).as("what it offers").isZero();
    }
}
