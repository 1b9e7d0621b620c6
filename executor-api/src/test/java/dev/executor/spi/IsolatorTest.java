// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.executor.TaskBody;
import dev.executor.TaskContext;
import dev.executor.TaskType;
import dev.executor.TestContext;
import dev.executor.UnsupportedWorkException;
import dev.executor.Work;
import org.junit.jupiter.api.Test;

class IsolatorTest {
    private static final Work<Integer> PORTABLE =
            new Work.Portable<>(TaskType.of("count", String.class, Integer.class), "words");

    private final TestContext context = new TestContext("t");

    @Test
    void theAttemptsThreadRunsInlineBodies() throws Exception {
        TaskBody<TaskContext> body = given -> given;
        assertThat(Isolator.inThread().name()).isEqualTo("inThread");
        assertThat(Isolator.inThread().canRun(body)).isTrue();
        assertThat(Isolator.inThread().run(body, context)).isSameAs(context);
    }

    @Test
    void theAttemptsThreadRefusesPortableWork() {
        assertThat(Isolator.inThread().canRun(PORTABLE)).isFalse();
        assertThatExceptionOfType(UnsupportedWorkException.class)
                .isThrownBy(() -> Isolator.inThread().run(PORTABLE, context))
                .withMessage("Isolator inThread cannot run work of type 'count': the thread of an attempt runs inline"
                        + " bodies only; give the pool or the task an isolator that can");
    }

    @Test
    void anIsolatorSaysWhyNot() {
        var isolator = new Isolator() {
            @Override
            public String name() {
                return "none";
            }

            @Override
            public boolean canRun(Work<?> work) {
                return false;
            }

            @Override
            public <T> T run(Work<T> work, TaskContext attempt) {
                throw new AssertionError();
            }
        };
        assertThat(isolator.whyNot(PORTABLE)).isEqualTo("it does not run work of type 'count'");
    }

    @Test
    void aContextThatIsNoLinkOffersNone() {
        assertThat(AttemptLink.of(context)).isEmpty();
    }
}
