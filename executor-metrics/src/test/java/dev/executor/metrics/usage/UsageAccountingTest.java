// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.metrics.usage;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.executor.ExecutorPool;
import dev.executor.Task;
import dev.executor.event.ProcessEvent;
import dev.executor.isolation.ByteSize;
import dev.executor.isolation.Exit;
import dev.executor.isolation.ProcessResult;
import dev.executor.isolation.Profile;
import dev.executor.spi.AttemptLink;
import dev.executor.testing.ManualPool;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class UsageAccountingTest {
    private static final CostModel COSTS = CostModel.in("EUR")
            .withAttempt(new BigDecimal("0.001"))
            .withWallHour(new BigDecimal("0.36"))
            .withCpuHour(new BigDecimal("3.6"))
            .withMemoryGibHour(new BigDecimal("7.2"));

    private final UsageAccounting accounting = UsageAccounting.create();
    private final ManualPool pool = ManualPool.of(ExecutorPool.builder("builds").with(accounting));

    private void work(String tenant, String name, long seconds) {
        pool.submit(
                Task.action(name, _ -> pool.host().sleep(ofSeconds(seconds))).withTenant(tenant));
    }

    private static Usage usage(int attempts, Duration wall, Duration cpu, double memoryByteSeconds) {
        return Usage.builder()
                .attempts(attempts)
                .wall(wall)
                .cpu(cpu)
                .memoryByteSeconds(memoryByteSeconds)
                .build();
    }

    private void command(String tenant, String name) {
        var usage = ProcessResult.Usage.builder()
                .wall(ofSeconds(10))
                .user(ofMillis(1_500))
                .system(ofMillis(500))
                .peakMemory(ByteSize.mib(512))
                .build();
        pool.submit(Task.action(name, context -> {
                    pool.host().sleep(ofSeconds(10));
                    AttemptLink.of(context)
                            .orElseThrow()
                            .tell(new ProcessEvent.ProcessEnded(
                                    context.info(), 1, Profile.STANDARD, new Exit.Exited(0), usage));
                })
                .withTenant(tenant));
    }

    @Test
    void usageIsSummedUpByTenantAndName() {
        work("acme", "fetch", 2);
        work("acme", "fetch", 3);
        work("acme", "parse", 1);
        command("zenith", "build");
        pool.close();
        assertThat(accounting.report().rows())
                .containsExactly(
                        new UsageReport.Row("acme", "fetch", usage(2, ofSeconds(5), ofSeconds(0), 0)),
                        new UsageReport.Row("acme", "parse", usage(1, ofSeconds(1), ofSeconds(0), 0)),
                        new UsageReport.Row(
                                "zenith", "build", usage(1, ofSeconds(10), ofSeconds(2), 10.0 * (512 << 20))));
        assertThat(accounting.report().total().wall()).isEqualTo(ofSeconds(16));
    }

    @Test
    void artifactsThatAreKeptCountForTheTenantOfTheirTask() {
        pool.submit(Task.action(
                        "build",
                        context -> AttemptLink.of(context)
                                .orElseThrow()
                                .tell(new ProcessEvent.ArtifactKept(
                                        context.info(),
                                        1,
                                        new ProcessResult.Artifact("a", ByteSize.kib(3), "", URI.create("file:/a")))))
                .withTenant("acme"));
        pool.close();
        var row = accounting.report().rows().getFirst();
        assertThat(row.tenant()).isEqualTo("acme");
        assertThat(row.usage().artifactBytes()).isEqualTo(3 * 1024);
    }

    @Test
    void twoReportsTellWhatCameBetween() {
        work("acme", "fetch", 2);
        work("other-tenant", "fetch", 2);
        pool.advance(ofSeconds(5));
        var first = accounting.report();
        work("acme", "fetch", 3);
        pool.close();
        assertThat(accounting.report().since(first).rows())
                .containsExactly(new UsageReport.Row("acme", "fetch", usage(1, ofSeconds(3), ofSeconds(0), 0)));
    }

    @Test
    void theCostModelPricesEachUnit() {
        command("zenith", "build");
        pool.close();
        var bill = accounting.report().priced(COSTS);
        // 0.001 for the attempt, 10 s of wall at 0.0001, 2 s of processor at 0.001, half a gibibyte for 10 s at 0.002.
        assertThat(bill.total()).isEqualByComparingTo("0.014");
        assertThat(bill.byTenant()).containsOnlyKeys("zenith");
    }

    @Test
    void theBillIsCsvThatEveryReaderUnderstands() {
        work("a \"b\", c", "=cmd|' /C calc'!A0", 1);
        pool.close();
        assertThat(accounting.report().priced(COSTS).toCsv()).isEqualTo("""
                tenant,task,attempts,wall_seconds,cpu_seconds,memory_gib_seconds,artifact_bytes,cost,currency
                "a ""b"", c",'=cmd|' /C calc'!A0,1,1.000,0.000,0.000000,0,0.001100000,EUR
                """);
    }

    @Test
    void theBillIsJson() {
        work("acme", "fetch", 1);
        pool.close();
        var json =
                JsonMapper.shared().readTree(accounting.report().priced(COSTS).toJson());
        assertThat(json.get("currency").asString()).isEqualTo("EUR");
        assertThat(json.get("total").decimalValue()).isEqualByComparingTo("0.0011");
        assertThat(json.get("rows").get(0).get("tenant").asString()).isEqualTo("acme");
        assertThat(json.get("rows").get(0).get("wallSeconds").decimalValue()).isEqualByComparingTo("1");
    }

    @Test
    void tenantsBeyondTheBoundAreSummedUpAsOther() {
        var small = UsageAccounting.create(1, 1);
        try (var bounded = ManualPool.of(ExecutorPool.builder("small").with(small))) {
            for (var tenant : new String[] {"a", "b", "c"}) {
                bounded.submit(Task.of("one", _ -> 1).withTenant(tenant));
                bounded.submit(Task.of("two", _ -> 1).withTenant(tenant));
            }
        }
        assertThat(small.report().rows().stream()
                        .map(row -> row.tenant() + " " + row.task() + " "
                                + row.usage().attempts()))
                .containsExactly("a one 1", "a other 1", "other one 2", "other other 2");
    }

    @Test
    void theSumsOfATenantAreMeters() {
        var registry = new SimpleMeterRegistry();
        accounting.bindTo(registry, COSTS);
        command("zenith", "build");
        pool.close();
        assertThat(registry.get("executor.usage.cpu")
                        .tag("tenant", "zenith")
                        .functionCounter()
                        .count())
                .isEqualTo(2);
        assertThat(registry.get("executor.usage.wall")
                        .tag("tenant", "zenith")
                        .functionCounter()
                        .count())
                .isEqualTo(10);
        assertThat(registry.get("executor.usage.cost")
                        .tag("tenant", "zenith")
                        .functionCounter()
                        .count())
                .isEqualTo(0.014);
    }

    @Test
    void aNegativePriceIsRefusedByName() {
        assertThatThrownBy(() -> CostModel.in("EUR").withCpuHour(new BigDecimal("-1")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("cpuHour")
                .hasMessageContaining("-1");
    }
}
