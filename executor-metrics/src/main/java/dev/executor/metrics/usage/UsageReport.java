// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.metrics.usage;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// What was used, by whom and for what. Immutable.
///
/// @param rows one for each tenant and name of task, sorted by both, `other` last
/// @since 0.1
public record UsageReport(List<Row> rows) {
    /// Copies the rows.
    public UsageReport {
        rows = List.copyOf(rows);
    }

    /// What the tasks of one name of one tenant used.
    ///
    /// @param tenant whose they are
    /// @param task their name
    /// @param usage what they used
    public record Row(String tenant, String task, Usage usage) {
        /// Refuses nulls.
        public Row {
            Objects.requireNonNull(tenant, "tenant");
            Objects.requireNonNull(task, "task");
            Objects.requireNonNull(usage, "usage");
        }
    }

    private record Key(String tenant, String task) {}

    /// {@return what came between an earlier report of the same accounting and this one}; rows without any
    /// are left out
    /// @param earlier the earlier report
    public UsageReport since(UsageReport earlier) {
        Map<Key, Usage> before = new HashMap<>();
        earlier.rows.forEach(row -> before.put(new Key(row.tenant, row.task), row.usage));
        return new UsageReport(rows.stream()
                .map(row -> new Row(
                        row.tenant,
                        row.task,
                        row.usage.minus(before.getOrDefault(new Key(row.tenant, row.task), Usage.NONE))))
                .filter(row -> !row.usage.equals(Usage.NONE))
                .toList());
    }

    /// {@return what all of it came to}
    public Usage total() {
        return rows.stream().map(Row::usage).reduce(Usage.NONE, Usage::plus);
    }

    /// {@return the same with prices}
    /// @param costs what it is priced by
    public Chargeback priced(CostModel costs) {
        return new Chargeback(
                costs.currency(),
                rows.stream()
                        .map(row -> new Chargeback.Line(row, costs.price(row.usage())))
                        .toList());
    }
}
