// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.pool;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.executor.ExecutorPool;
import dev.executor.PoolConfig;
import dev.executor.PoolView;
import dev.executor.Rejection;
import dev.executor.Submission;
import dev.executor.Task;
import dev.executor.event.TaskListener.Delivery;
import dev.executor.policy.OverflowPolicy;
import dev.executor.policy.RetryBudget;
import dev.executor.policy.StuckPolicy;
import dev.executor.policy.ThreadReuse;
import dev.executor.spi.PoolExtension;
import dev.executor.testing.ManualHost;
import dev.executor.testing.RecordingListener;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// A pool's settings make pools and builders, and a policy sees the pool that asks it.
class DerivedPoolTest {
    private static final class Counting implements PoolExtension {
        private final List<String> extended = new ArrayList<>();
        private final List<String> built = new ArrayList<>();
        private final RecordingListener heard = new RecordingListener();

        @Override
        public void extend(ExecutorPool.Builder builder) {
            extended.add(builder.name());
            builder.listener(heard, Delivery.INLINE);
        }

        @Override
        public void built(ExecutorPool pool) {
            built.add(pool.name());
        }
    }

    private static ExecutorPool.Builder everySetting() {
        return ExecutorPool.builder("every")
                .concurrency(3)
                .queueCapacity(4)
                .overflow(OverflowPolicy.callerRuns())
                .ageing(ofSeconds(5))
                .threadReuse(ThreadReuse.FRESH)
                .stuckAfter(ofSeconds(6))
                .stuckPolicy(StuckPolicy.REPLACE)
                .closeTimeout(ofSeconds(7))
                .retryBudget(RetryBudget.of(1, 2, 3))
                .listener(_ -> {})
                .eventBuffer(32)
                .admission((_, _) -> Optional.empty())
                .carrier(() -> () -> () -> {})
                .isolator(dev.executor.spi.Isolator.inThread())
                .failureLogAfter(ofSeconds(8))
                .with(new Counting())
                .host(ManualHost.create());
    }

    @Test
    void aBuilderMadeOfSettingsHasEachOfThem() throws Exception {
        var plain = ExecutorPool.builder("every").config();
        var config = everySetting().config();
        var again = config.toBuilder().config();
        assertThat(again).isEqualTo(config);
        for (var setting : settings()) { // so that a new one is not forgotten here
            assertThat(config.toString()).contains(setting.getName() + "=");
            if (!setting.getName().equals("name")) {
                assertThat(setting.invoke(config))
                        .as(setting.getName() + " is set by everySetting()")
                        .isNotEqualTo(setting.invoke(plain));
            }
        }
    }

    /// The accessors of a config, which are its public methods without parameters apart from these.
    private static List<Method> settings() {
        var others = Set.of("toBuilder", "build", "extended", "hashCode", "toString");
        var settings = Arrays.stream(PoolConfig.class.getDeclaredMethods())
                .filter(method -> Modifier.isPublic(method.getModifiers()) && method.getParameterCount() == 0)
                .filter(method -> !others.contains(method.getName()))
                .toList();
        assertThat(settings).hasSizeGreaterThanOrEqualTo(18);
        return settings;
    }

    @Test
    void aPoolMayBeMadeOfAnothersSettingsWithAChange() {
        try (var first = ExecutorPool.builder("first").concurrency(3).build();
                var second =
                        first.config().toBuilder().name("second").concurrency(5).build()) {
            assertThat(second.name()).isEqualTo("second");
            assertThat(second.config())
                    .isEqualTo(first.config().toBuilder()
                            .name("second")
                            .concurrency(5)
                            .config());
            assertThat(second.snapshot().permits().limit()).isEqualTo(5);
            assertThat(second.submit(Task.of("works", _ -> 1)).join()).isEqualTo(1);
        }
    }

    @Test
    void anExtensionExtendsEachPoolOnceHoweverItsSettingsAreHandedOn() {
        var extension = new Counting();
        var builder = ExecutorPool.builder("first").host(ManualHost.create()).with(extension);
        try (var first = builder.build();
                var second = first.config().toBuilder().name("second").build();
                var third = second.config().build()) {
            assertThat(extension.extended).containsExactly("first", "second", "second");
            assertThat(extension.built).containsExactly("first", "second", "second");
            third.submit(Task.action("heard once", _ -> {}));
            assertThat(extension.heard.all()).hasSize(1);
            assertThat(first.config().listeners()).isEmpty();
        }
    }

    @Test
    void anExtensionThatAddsAnotherIsRefused() {
        PoolExtension nested = builder -> builder.with(new Counting());
        assertThatThrownBy(() -> ExecutorPool.builder("nested").with(nested).build())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("pool 'nested'")
                .hasMessageContaining("no extensions");
    }

    @Test
    void aPolicySeesThePoolThatAsksIt() {
        var seen = new ArrayList<PoolView>();
        try (var pool = ExecutorPool.builder("asked")
                .concurrency(2)
                .queueCapacity(7)
                .admission((task, view) -> {
                    seen.add(view);
                    return view.snapshot().tasks().live() >= 1
                            ? Optional.of(new Rejection.Denied(
                                    "one",
                                    task.name() + " at "
                                            + view.snapshot().tasks().live(),
                                    Optional.empty()))
                            : Optional.empty();
                })
                .host(ManualHost.create())
                .closeTimeout(Duration.ZERO)
                .build()) {
            assertThat(pool.trySubmit(Task.action("first", _ -> {}))).isInstanceOf(Submission.Accepted.class);
            assertThat(pool.trySubmit(Task.action("second", _ -> {}))).isInstanceOf(Submission.Refused.class);
            assertThat(seen).allSatisfy(view -> {
                assertThat(view.name()).isEqualTo("asked");
                assertThat(view.config().queueCapacity()).isEqualTo(7);
                assertThat(view).isNotInstanceOf(ExecutorPool.class);
            });
        }
    }
}
