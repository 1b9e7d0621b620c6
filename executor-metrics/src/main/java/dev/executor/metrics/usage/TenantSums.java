// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.metrics.usage;

import dev.executor.metrics.bound.CappedMap;
import java.util.function.BiConsumer;

/// What one tenant has used so far, by the names of its tasks. Thread-safe.
final class TenantSums {
    private final CappedMap<UsageSums> byName;

    TenantSums(int maxNames) {
        byName = new CappedMap<>(maxNames, _ -> new UsageSums());
    }

    UsageSums of(String name) {
        return byName.get(name);
    }

    void forEach(BiConsumer<String, Usage> action) {
        byName.forEach((name, sums) -> action.accept(name, sums.look()));
    }

    Usage total() {
        var total = new Usage[] {Usage.NONE};
        forEach((_, usage) -> total[0] = total[0].plus(usage));
        return total[0];
    }
}
