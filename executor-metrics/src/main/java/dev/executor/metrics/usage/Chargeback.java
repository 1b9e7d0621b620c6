// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.metrics.usage;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import tools.jackson.databind.json.JsonMapper;

/// A usage report with what each row costs. Immutable.
///
/// @param currency what the costs are in
/// @param lines one for each row of the report
/// @since 0.1
public record Chargeback(String currency, List<Line> lines) {
    private static final String HEADER =
            "tenant,task,attempts,wall_seconds,cpu_seconds,memory_gib_seconds,artifact_bytes,cost,currency\n";

    /// Copies the lines.
    public Chargeback {
        Objects.requireNonNull(currency, "currency");
        lines = List.copyOf(lines);
    }

    /// A row and its cost.
    ///
    /// @param row what was used
    /// @param cost what it costs
    public record Line(UsageReport.Row row, BigDecimal cost) {
        /// Refuses nulls.
        public Line {
            Objects.requireNonNull(row, "row");
            Objects.requireNonNull(cost, "cost");
        }
    }

    /// {@return what all lines cost together}
    public BigDecimal total() {
        return lines.stream().map(Line::cost).reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    /// {@return what each tenant's lines cost, by tenant}
    public Map<String, BigDecimal> byTenant() {
        var costs = new TreeMap<String, BigDecimal>();
        lines.forEach(line -> costs.merge(line.row.tenant(), line.cost, BigDecimal::add));
        return costs;
    }

    /// {@return the lines as CSV, by RFC 4180, with a header}
    ///
    /// A name that a spreadsheet would take for a formula gets an apostrophe in front.
    public String toCsv() {
        var csv = new StringBuilder(HEADER);
        for (Line line : lines) {
            Usage usage = line.row.usage();
            csv.append(quoted(line.row.tenant()))
                    .append(',')
                    .append(quoted(line.row.task()))
                    .append(',')
                    .append(usage.attempts())
                    .append(',')
                    .append(seconds(usage.wall()))
                    .append(',')
                    .append(seconds(usage.cpu()))
                    .append(',')
                    .append(gibSeconds(usage))
                    .append(',')
                    .append(usage.artifactBytes())
                    .append(',')
                    .append(line.cost.toPlainString())
                    .append(',')
                    .append(quoted(currency))
                    .append('\n');
        }
        return csv.toString();
    }

    /// {@return the lines and the total as JSON}; needs Jackson 3 (`tools.jackson.core:jackson-databind`)
    public String toJson() {
        var rows = new ArrayList<Map<String, Object>>();
        for (Line line : lines) {
            Usage usage = line.row.usage();
            var row = new LinkedHashMap<String, Object>();
            row.put("tenant", line.row.tenant());
            row.put("task", line.row.task());
            row.put("attempts", usage.attempts());
            row.put("wallSeconds", seconds(usage.wall()));
            row.put("cpuSeconds", seconds(usage.cpu()));
            row.put("memoryGibSeconds", gibSeconds(usage));
            row.put("artifactBytes", usage.artifactBytes());
            row.put("cost", line.cost);
            rows.add(row);
        }
        var report = new LinkedHashMap<String, Object>();
        report.put("currency", currency);
        report.put("total", total());
        report.put("rows", rows);
        return JsonMapper.shared().writeValueAsString(report);
    }

    private static BigDecimal seconds(Duration time) {
        return BigDecimal.valueOf(time.toMillis(), 3);
    }

    private static BigDecimal gibSeconds(Usage usage) {
        return BigDecimal.valueOf(usage.memoryByteSeconds() / (1L << 30)).setScale(6, RoundingMode.HALF_EVEN);
    }

    private static String quoted(String text) {
        String safe = !text.isEmpty() && "=+-@".indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
        return safe.matches("[^\",\r\n]*") ? safe : '"' + safe.replace("\"", "\"\"") + '"';
    }
}
