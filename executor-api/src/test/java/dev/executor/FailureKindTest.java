// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class FailureKindTest {
    @SuppressWarnings("serial")
    private static final class Saying extends OutOfMemoryError implements ClassifiedFailure {
        private final FailureKind kind;

        Saying(FailureKind kind) {
            this.kind = kind;
        }

        @Override
        public FailureKind failureKind() {
            return kind;
        }
    }

    @Test
    void aFailureIsOfTheKindThatItSays() {
        assertThat(FailureKind.of(new Saying(FailureKind.LOST))).isEqualTo(FailureKind.LOST);
    }

    @Test
    void aFailureThatSaysNothingIsOutOfMemoryOrAnException() {
        assertThat(FailureKind.of(new OutOfMemoryError())).isEqualTo(FailureKind.OUT_OF_MEMORY);
        assertThat(FailureKind.of(new StackOverflowError())).isEqualTo(FailureKind.EXCEPTION);
        assertThat(FailureKind.of(new IllegalStateException())).isEqualTo(FailureKind.EXCEPTION);
    }

    @Test
    void aFailureThatThrowsOrNamesNoKindIsTreatedAsIfItWasNotAsked() {
        var problems = new ArrayList<Throwable>();
        assertThat(FailureKind.of(new HostileException(), problems::add)).isEqualTo(FailureKind.EXCEPTION);
        assertThat(FailureKind.of(new Saying(null), problems::add)).isEqualTo(FailureKind.OUT_OF_MEMORY);
        assertThat(problems)
                .satisfiesExactly(
                        first -> assertThat(first).isInstanceOf(UnsupportedOperationException.class),
                        second -> assertThat(second)
                                .isInstanceOf(NullPointerException.class)
                                .hasMessage("failureKind"));
    }

    @Test
    void eachRejectionHasAKindOfItsOwn() {
        assertThat(Arrays.stream(FailureKind.values())
                        .filter(kind -> kind.name().startsWith("REJECTED_")))
                .hasSameSizeAs(Rejection.class.getPermittedSubclasses());
    }
}
