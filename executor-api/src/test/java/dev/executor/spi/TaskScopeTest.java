// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.spi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.executor.TaskContext;
import dev.executor.TestContext;
import org.junit.jupiter.api.Test;

class TaskScopeTest {
    @Test
    void aThreadWithoutAScopeRunsNoAttempt() {
        assertThat(TaskScope.current()).isNull();
        assertThat(TaskScope.currentContext()).isNull();
        assertThat(TaskContext.current()).isEmpty();
    }

    @Test
    void theAttemptThatWasEnteredIsTheCurrentOneUntilTheNext() {
        var scope = new TaskScope();
        var one = new TestContext("one");
        var two = new TestContext("two");
        TaskScope.run(scope, () -> {
            assertThat(TaskScope.current()).isSameAs(scope);
            assertThat(TaskContext.current()).isEmpty();
            assertThat(scope.enter(one)).isNull();
            assertThat(TaskContext.current()).containsSame(one);
            assertThat(scope.enter(two)).isSameAs(one);
            assertThat(TaskContext.current()).containsSame(two);
            assertThat(scope.enter(null)).isSameAs(two);
            assertThat(TaskContext.current()).isEmpty();
        });
        assertThat(TaskScope.current()).isNull();
    }

    @Test
    void aCallReturnsWhatItsBodyReturns() {
        var scope = new TaskScope();
        assertThat(TaskScope.<TaskScope, RuntimeException>call(scope, TaskScope::current))
                .isSameAs(scope);
    }
}
