// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.executor.event.TaskListener;
import dev.executor.event.TaskListener.Delivery;
import dev.executor.policy.OverflowPolicy;
import dev.executor.policy.RetryBudget;
import dev.executor.policy.StuckPolicy;
import dev.executor.policy.ThreadReuse;
import dev.executor.spi.AdmissionPolicy;
import dev.executor.spi.ContextCarrier;
import dev.executor.spi.Host;
import dev.executor.spi.Isolator;
import dev.executor.spi.PoolExtension;
import dev.executor.spi.Require;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class PoolConfigTest {
    private static final PoolConfig PLAIN = ExecutorPool.builder("p").config();
    private static final TaskListener LISTENER = _ -> {};
    private static final AdmissionPolicy POLICY = (_, _) -> Optional.empty();
    private static final ContextCarrier CARRIER = () -> () -> () -> {};
    private static final PoolExtension EXTENSION = _ -> {};
    private static final RetryBudget BUDGET = RetryBudget.unlimited();
    private static final Host HOST = (Host) Proxy.newProxyInstance(
            Host.class.getClassLoader(),
            new Class<?>[] {Host.class},
            (proxy, method, arguments) -> switch (method.getName()) {
                case "toString" -> "host";
                case "hashCode" -> 7;
                case "equals" -> proxy == arguments[0];
                default -> throw new UnsupportedOperationException(method.getName());
            });

    private static Settings<ExecutorPool.Builder, PoolConfig> settings() {
        return Settings.of(PLAIN::toBuilder, ExecutorPool.Builder::config)
                .with("name", PoolConfig::name, "other", pool -> pool.name("other"))
                .with("concurrency", PoolConfig::concurrency, 7, pool -> pool.concurrency(7))
                .with("queueCapacity", PoolConfig::queueCapacity, 8, pool -> pool.queueCapacity(8))
                .with(
                        "overflow",
                        PoolConfig::overflow,
                        OverflowPolicy.reject(),
                        pool -> pool.overflow(OverflowPolicy.reject()))
                .with("ageing", PoolConfig::ageing, ofSeconds(9), pool -> pool.ageing(ofSeconds(9)))
                .with(
                        "threadReuse",
                        PoolConfig::threadReuse,
                        ThreadReuse.FRESH,
                        pool -> pool.threadReuse(ThreadReuse.FRESH))
                .with("stuckAfter", PoolConfig::stuckAfter, ofSeconds(11), pool -> pool.stuckAfter(ofSeconds(11)))
                .with(
                        "stuckPolicy",
                        PoolConfig::stuckPolicy,
                        StuckPolicy.REPLACE,
                        pool -> pool.stuckPolicy(StuckPolicy.REPLACE))
                .with(
                        "closeTimeout",
                        PoolConfig::closeTimeout,
                        Optional.of(ofSeconds(12)),
                        pool -> pool.closeTimeout(ofSeconds(12)))
                .with("retryBudget", PoolConfig::retryBudget, BUDGET, pool -> pool.retryBudget(BUDGET))
                .with(
                        "listeners",
                        PoolConfig::listeners,
                        List.of(new PoolConfig.Listening(LISTENER, Delivery.INLINE)),
                        pool -> pool.listener(LISTENER, Delivery.INLINE))
                .with("eventBuffer", PoolConfig::eventBuffer, 32, pool -> pool.eventBuffer(32))
                .with("admission", PoolConfig::admission, List.of(POLICY), pool -> pool.admission(POLICY))
                .with("carriers", PoolConfig::carriers, List.of(CARRIER), pool -> pool.carrier(CARRIER))
                .with(
                        "isolators",
                        PoolConfig::isolators,
                        List.of(Isolator.inThread()),
                        pool -> pool.isolator(Isolator.inThread()))
                .with(
                        "failureLogAfter",
                        PoolConfig::failureLogAfter,
                        Optional.of(ofSeconds(13)),
                        pool -> pool.failureLogAfter(ofSeconds(13)))
                .with("extensions", PoolConfig::extensions, List.of(EXTENSION), pool -> pool.with(EXTENSION))
                .with("host", PoolConfig::host, Optional.of(HOST), pool -> pool.host(HOST));
    }

    @Test
    void eachSettingLandsInItsOwnAccessor() {
        settings().landWhereTheyBelong();
    }

    @Test
    void theListOfSettingsIsComplete() {
        settings().areAll("toBuilder", "build", "extended");
    }

    @Test
    void everySettingSurvivesARoundTrip() {
        var full = settings().full();
        settings().areAllIn(full.toBuilder().config());
        assertThat(full.toBuilder().config()).isEqualTo(full);
        assertThat(full.toBuilder().name()).isEqualTo("other");
    }

    @Test
    void twoAreEqualIfAllSettingsAre() {
        settings().makeUpEquality();
    }

    @Test
    void itPrintsEverySetting() {
        settings().arePrinted();
        assertThat(settings().full().toString()).startsWith("PoolConfig{name=other, concurrency=7, ");
    }

    @Test
    void everySettingHasTheDefaultOfItsDocumentation() {
        assertThat(PLAIN.name()).isEqualTo("p");
        assertThat(PLAIN.concurrency()).isEqualTo(100);
        assertThat(PLAIN.queueCapacity()).isEqualTo(10_000);
        assertThat(PLAIN.overflow()).isEqualTo(OverflowPolicy.block(ofSeconds(30)));
        assertThat(PLAIN.ageing()).isEqualTo(ofSeconds(10));
        assertThat(PLAIN.threadReuse()).isEqualTo(ThreadReuse.REUSE);
        assertThat(PLAIN.stuckAfter()).isEqualTo(ofSeconds(5));
        assertThat(PLAIN.stuckPolicy()).isEqualTo(StuckPolicy.KEEP_PERMIT);
        assertThat(PLAIN.closeTimeout()).isEmpty();
        assertThat(PLAIN.retryBudget()).hasToString(RetryBudget.standard().toString());
        assertThat(PLAIN.retryBudget())
                .isNotSameAs(ExecutorPool.builder("p").config().retryBudget());
        assertThat(PLAIN.eventBuffer()).isEqualTo(65_536);
        assertThat(PLAIN.failureLogAfter()).contains(ofSeconds(5));
        assertThat(PLAIN.host()).isEmpty();
        assertThat(List.of(
                        PLAIN.listeners(), PLAIN.admission(), PLAIN.carriers(), PLAIN.isolators(), PLAIN.extensions()))
                .allSatisfy(list -> assertThat(list).isEmpty());
    }

    @Test
    void whatIsAddedKeepsItsOrder() {
        TaskListener other = _ -> {};
        assertThat(PLAIN.toBuilder()
                        .listener(LISTENER)
                        .listener(other, Delivery.INLINE)
                        .config()
                        .listeners())
                .containsExactly(
                        new PoolConfig.Listening(LISTENER, Delivery.BUFFERED),
                        new PoolConfig.Listening(other, Delivery.INLINE))
                .isUnmodifiable();
    }

    @Test
    void aBuilderThatGoesOnChangesNoConfigThatItHasMade() {
        var builder = PLAIN.toBuilder();
        var config = builder.config();
        builder.concurrency(7).listener(LISTENER).name("other");
        assertThat(config).isEqualTo(PLAIN);
    }

    @Test
    void theFailureLogCanBeTurnedOff() {
        assertThat(settings().full().toBuilder().withoutFailureLog().config().failureLogAfter())
                .isEmpty();
    }

    @Test
    void everySettingHasARange() {
        refuses("pool name was blank; give it at least one visible character", pool -> pool.name(" "));
        refuses("pool name had 201 characters; at most 200 are allowed", pool -> pool.name("x".repeat(201)));
        refuses("pool 'p': concurrency was 0; it must be from 1 to 1000000", pool -> pool.concurrency(0));
        refuses("pool 'p': concurrency was 1000001; it must be from 1 to 1000000", pool -> pool.concurrency(1_000_001));
        refuses("pool 'p': queueCapacity was -1; it must be from 0 to 100000000", pool -> pool.queueCapacity(-1));
        refuses(
                "pool 'p': queueCapacity was 100000001; it must be from 0 to 100000000",
                pool -> pool.queueCapacity(100_000_001));
        refuses(
                "pool 'p': ageing was PT0S; it must be longer than zero and at most PT876000H",
                pool -> pool.ageing(Duration.ZERO));
        refuses(
                "pool 'p': stuckAfter was PT-1S; it must be longer than zero and at most PT876000H",
                pool -> pool.stuckAfter(ofSeconds(-1)));
        refuses(
                "pool 'p': closeTimeout was PT-1S; it must be from zero to PT876000H",
                pool -> pool.closeTimeout(ofSeconds(-1)));
        refuses("pool 'p': eventBuffer was 15; it must be from 16 to 16777216", pool -> pool.eventBuffer(15));
        refuses(
                "pool 'p': eventBuffer was 16777217; it must be from 16 to 16777216",
                pool -> pool.eventBuffer(16_777_217));
        refuses(
                "pool 'p': failureLogAfter was PT0S; it must be longer than zero and at most PT876000H",
                pool -> pool.failureLogAfter(Duration.ZERO));
    }

    @Test
    void theEndsOfTheRangesAreAllowed() {
        var least = PLAIN.toBuilder()
                .name("x")
                .concurrency(1)
                .queueCapacity(0)
                .ageing(Duration.ofNanos(1))
                .stuckAfter(Duration.ofNanos(1))
                .closeTimeout(Duration.ZERO)
                .eventBuffer(16)
                .failureLogAfter(Duration.ofNanos(1));
        var most = PLAIN.toBuilder()
                .name("x".repeat(200))
                .concurrency(1_000_000)
                .queueCapacity(100_000_000)
                .ageing(Require.LONGEST)
                .stuckAfter(Require.LONGEST)
                .closeTimeout(Require.LONGEST)
                .eventBuffer(16_777_216)
                .failureLogAfter(Require.LONGEST);
        assertThat(least.config().concurrency()).isEqualTo(1);
        assertThat(most.config().eventBuffer()).isEqualTo(16_777_216);
    }

    @Test
    void anExtensionAddsItsPartsAfterThoseOfTheBuilder() {
        TaskListener other = _ -> {};
        var config = PLAIN.toBuilder()
                .with(pool -> pool.listener(other))
                .listener(LISTENER)
                .config();
        assertThat(config.listeners()).hasSize(1);
        assertThat(config.extended().listeners())
                .extracting(PoolConfig.Listening::listener)
                .containsExactly(LISTENER, other);
        assertThat(PLAIN.extended()).isSameAs(PLAIN);
    }

    @Test
    void anExtensionAddsNoExtension() {
        var config = PLAIN.toBuilder().with(pool -> pool.with(EXTENSION)).config();
        assertThatIllegalStateException()
                .isThrownBy(config::extended)
                .withMessageStartingWith(
                        "pool 'p': an extension added " + EXTENSION.getClass().getName())
                .withMessageEndingWith("extensions add listeners, carriers and policies, no extensions");
    }

    @Test
    void withoutAnEngineThePoolSaysWhatToAdd() {
        assertThatIllegalStateException()
                .isThrownBy(PLAIN::build)
                .withMessageStartingWith("no engine for pool 'p': no dev.executor.spi.PoolProvider was found.")
                .withMessageContaining("Add dev.executor:executor-core to the class path or module path");
    }

    private static void refuses(String message, UnaryOperator<ExecutorPool.Builder> set) {
        var builder = set.apply(PLAIN.toBuilder());
        assertThatIllegalArgumentException().isThrownBy(builder::config).withMessage(message);
    }
}
