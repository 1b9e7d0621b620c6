// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// The table of meters in `docs/observability.md` is this enum, line by line.
class MeterTableTest {
    private static String row(TaskMeter meter) {
        return "| `%s` | %s | %s | %s | %s | %s |"
                .formatted(
                        meter.meterName(),
                        meter.kind().name().toLowerCase(Locale.ROOT),
                        meter.unit(),
                        String.join(", ", meter.tags()),
                        meter.meaning(),
                        openTelemetry(meter));
    }

    private static String openTelemetry(TaskMeter meter) {
        var name = OpenTelemetryNames.nameOf(meter);
        return (name.equals(meter.meterName()) ? "the same" : "`" + name + "`") + ", `"
                + OpenTelemetryNames.unitOf(meter) + "`";
    }

    @Test
    void theDocumentHasARowForEachMeterAndNoOther() throws Exception {
        var rows = Files.readString(Path.of("..", "docs", "observability.md"))
                .lines()
                .filter(line -> line.startsWith("| `executor."))
                .collect(Collectors.joining("\n"));
        assertThat(rows)
                .isEqualTo(Arrays.stream(TaskMeter.values())
                        .map(MeterTableTest::row)
                        .collect(Collectors.joining("\n")));
    }
}
