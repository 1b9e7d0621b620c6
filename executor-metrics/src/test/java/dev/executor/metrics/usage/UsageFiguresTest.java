// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.metrics.usage;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.executor.isolation.ByteSize;
import dev.executor.isolation.ProcessResult;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/// Each figure of a usage on its way from what is heard to the bill, where no two are the same.
class UsageFiguresTest {
    private static final Usage USED = Usage.builder()
            .attempts(3)
            .wall(ofMillis(7_200_500))
            .cpu(ofMillis(3_600_250))
            .memoryByteSeconds(5.0 * (1L << 30) * 3600)
            .artifactBytes(7L << 30)
            .build();
    private static final CostModel COSTS = CostModel.in("EUR")
            .withAttempt(new BigDecimal("0.01"))
            .withWallHour(new BigDecimal("3600"))
            .withCpuHour(new BigDecimal("7200"))
            .withMemoryGibHour(new BigDecimal("11"))
            .withArtifactGib(new BigDecimal("13"));

    private static ProcessResult.Usage process(int seconds) {
        return ProcessResult.Usage.builder()
                .wall(ofSeconds(seconds))
                .user(ofMillis(300))
                .system(ofMillis(20))
                .peakMemory(ByteSize.bytes(1_000))
                .build();
    }

    private static void use(UsageSums sums) {
        sums.attempt(5_000_000_000L);
        sums.attempt(6_000_000_000L);
        sums.process(process(3));
        sums.process(process(4));
        sums.artifact(17);
        sums.artifact(19);
    }

    private static Usage sum(int times) {
        return Usage.builder()
                .attempts(2L * times)
                .wall(ofSeconds(11L * times))
                .cpu(ofMillis(640L * times))
                .memoryByteSeconds(7_000.0 * times)
                .artifactBytes(36L * times)
                .build();
    }

    @Test
    void eachFigureIsTheSumOfWhatWasHeard() {
        var sums = new UsageSums();
        use(sums);
        assertThat(sums.look()).isEqualTo(sum(1));
    }

    @Test
    void theTotalOfATenantIsTheSumOfAllItsNames() {
        var sums = new TenantSums(2);
        for (String name : List.of("a", "b", "c")) {
            use(sums.of(name));
        }
        assertThat(sums.total()).isEqualTo(sum(3));
    }

    @Test
    void whatIsUnknownCountsNothing() {
        var sums = new UsageSums();
        sums.process(ProcessResult.Usage.builder().wall(ofSeconds(3)).build());
        assertThat(sums.look()).isEqualTo(Usage.NONE);
    }

    @Test
    void sumsAndDifferencesAreOfEachFigure() {
        assertThat(sum(1).plus(sum(2))).isEqualTo(sum(3));
        assertThat(sum(3).minus(sum(2))).isEqualTo(sum(1));
        assertThat(sum(2).minus(sum(2))).isEqualTo(Usage.NONE);
    }

    @Test
    void aReportIsSubtractedRowByRow() {
        var earlier =
                new UsageReport(List.of(new UsageReport.Row("a", "x", sum(1)), new UsageReport.Row("b", "x", sum(2))));
        var later = new UsageReport(List.of(
                new UsageReport.Row("a", "x", sum(4)),
                new UsageReport.Row("a", "y", sum(5)),
                new UsageReport.Row("b", "x", sum(2))));
        assertThat(later.since(earlier).rows())
                .containsExactly(new UsageReport.Row("a", "x", sum(3)), new UsageReport.Row("a", "y", sum(5)));
        assertThat(later.total()).isEqualTo(sum(11));
    }

    @Test
    void eachUnitHasItsPrice() {
        var none = CostModel.in("EUR");
        assertThat(none.price(USED)).isEqualByComparingTo("0");
        assertThat(none.withAttempt(COSTS.attempt()).price(USED)).isEqualByComparingTo("0.03");
        assertThat(none.withWallHour(COSTS.wallHour()).price(USED)).isEqualByComparingTo("7200.5");
        assertThat(none.withCpuHour(COSTS.cpuHour()).price(USED)).isEqualByComparingTo("7200.5");
        assertThat(none.withMemoryGibHour(COSTS.memoryGibHour()).price(USED)).isEqualByComparingTo("55");
        assertThat(none.withArtifactGib(COSTS.artifactGib()).price(USED)).isEqualByComparingTo("91");
        assertThat(COSTS.price(USED)).isEqualByComparingTo("14547.03");
    }

    @Test
    void eachColumnOfTheBillIsItsFigure() {
        var bill = new UsageReport(List.of(new UsageReport.Row("acme", "build", USED))).priced(COSTS);
        assertThat(bill.toCsv())
                .endsWith("\nacme,build,3,7200.500,3600.250,18000.000000,7516192768,14547.030000000,EUR\n");
        var row = JsonMapper.shared().readTree(bill.toJson()).get("rows").get(0);
        assertThat(row.get("attempts").asInt()).isEqualTo(3);
        assertThat(row.get("wallSeconds").asDouble()).isEqualTo(7200.5);
        assertThat(row.get("cpuSeconds").asDouble()).isEqualTo(3600.25);
        assertThat(row.get("memoryGibSeconds").asDouble()).isEqualTo(18_000);
        assertThat(row.get("artifactBytes").asLong()).isEqualTo(7L << 30);
        assertThat(row.get("cost").decimalValue()).isEqualByComparingTo("14547.03");
    }

    @Test
    void aBillAddsUpInAllAndByTenant() {
        var bill = new UsageReport(List.of(
                        new UsageReport.Row("b", "x", USED),
                        new UsageReport.Row("a", "x", USED),
                        new UsageReport.Row("a", "y", USED)))
                .priced(COSTS);
        assertThat(bill.total()).isEqualByComparingTo("43641.09");
        assertThat(bill.byTenant().toString()).isEqualTo("{a=29094.060000000, b=14547.030000000}");
    }

    @Test
    void eachMeterIsItsFigureInItsUnit() {
        var registry = new SimpleMeterRegistry();
        var sums = new TenantSums(2);
        UsageMeters.of(registry, CostModel.in("EUR").withAttempt(BigDecimal.TEN))
                .accept("acme", sums);
        use(sums.of("a"));
        assertThat(registry.getMeters()).hasSize(5);
        assertThat(count(registry, "executor.usage.attempts")).isEqualTo(2);
        assertThat(count(registry, "executor.usage.wall")).isEqualTo(11);
        assertThat(count(registry, "executor.usage.cpu")).isEqualTo(0.64);
        assertThat(count(registry, "executor.usage.memory")).isEqualTo(7_000);
        assertThat(count(registry, "executor.usage.cost")).isEqualTo(20);
    }

    private static double count(SimpleMeterRegistry registry, String meter) {
        return registry.get(meter).tag("tenant", "acme").functionCounter().count();
    }
}
