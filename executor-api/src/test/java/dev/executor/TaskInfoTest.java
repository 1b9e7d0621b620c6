// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.executor.spi.Host;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class TaskInfoTest {
    private static final Task<Integer> TASK = Task.of("fetch", _ -> 1);

    private final AtomicInteger made = new AtomicInteger();

    /// Each id that it makes is a new one; it can do nothing else.
    private final Host ids = (Host) Proxy.newProxyInstance(
            Host.class.getClassLoader(), new Class<?>[] {Host.class}, (_, method, _) -> switch (method.getName()) {
                case "nextId" -> "t-" + made.incrementAndGet();
                default -> throw new UnsupportedOperationException(method.getName());
            });

    @Test
    void itTellsWhatItWasMadeOf() {
        var info = TaskInfo.of(new TaskId("t-81"), TASK, "pay");
        assertThat(info.id()).isEqualTo(new TaskId("t-81"));
        assertThat(info.task()).isSameAs(TASK);
        assertThat(info.name()).isEqualTo("fetch");
        assertThat(info.pool()).isEqualTo("pay");
        assertThat(info).hasToString("Task 'fetch' (t-81) in pool 'pay'");
    }

    @Test
    void theIdIsMadeWhenItIsFirstAskedForAndStays() {
        var info = TaskInfo.identifiedBy(ids, TASK, "pay");
        assertThat(info.name()).isEqualTo("fetch");
        assertThat(info.pool()).isEqualTo("pay");
        assertThat(made).hasValue(0);
        assertThat(info.id()).isEqualTo(new TaskId("t-1")).isSameAs(info.id());
        assertThat(made).hasValue(1);
    }

    @Test
    void twoAreEqualIfTheirIdsAre() {
        var one = TaskInfo.of(new TaskId("t-1"), TASK, "pay");
        var same = TaskInfo.of(new TaskId("t-1"), Task.of("other", _ -> 1), "mail");
        assertThat(one).isEqualTo(same).hasSameHashCodeAs(same);
        assertThat(one).isNotEqualTo(TaskInfo.of(new TaskId("t-2"), TASK, "pay"));
        assertThat(one).isEqualTo(TaskInfo.identifiedBy(ids, TASK, "pay"));
    }
}
