// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.spi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.executor.HostileException;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class FailureTextTest {
    private static final String HOSTILE =
            "dev.executor.HostileException (its text cannot be had: java.lang.UnsupportedOperationException)";

    /// Has a new cause each time it is asked.
    @SuppressWarnings("serial")
    private static final class Endless extends RuntimeException {
        @Override
        public synchronized Throwable getCause() {
            return new Endless();
        }
    }

    private static Throwable chain(int causes) {
        Throwable failure = new IOException("last");
        for (int i = 0; i < causes; i++) {
            failure = new IOException("cause", failure);
        }
        return failure;
    }

    @Test
    void theTextIsTheFailuresOwn() {
        assertThat(FailureText.of(new IOException("down"))).isEqualTo("java.io.IOException: down");
        assertThat(FailureText.messageOf(new IOException("down"))).isEqualTo("down");
        assertThat(FailureText.messageOf(new IOException())).isNull();
        assertThat(FailureText.of(List.of(new IOException("a"), new IOException("b"))))
                .isEqualTo("[java.io.IOException: a, java.io.IOException: b]");
    }

    @Test
    void aFailureThatThrowsIsNamed() {
        assertThat(FailureText.of(new HostileException())).isEqualTo(HOSTILE);
        assertThat(FailureText.messageOf(new HostileException())).isEqualTo(HOSTILE);
        assertThat(FailureText.stackOf(new HostileException())).isEmpty();
    }

    @Test
    void aPrintableFailureIsItself() {
        var failure = new IOException("down", new IOException("cause"));
        failure.addSuppressed(new IOException("suppressed"));
        assertThat(FailureText.printable(failure)).isSameAs(failure);
        assertThat(FailureText.stackOf(failure)).isEqualTo(failure.getStackTrace());
        var deep = chain(199);
        assertThat(FailureText.printable(deep)).isSameAs(deep);
    }

    @Test
    void causesInACircleArePrintable() {
        var one = new IOException("one");
        var two = new IOException("two", one);
        one.initCause(two);
        assertThat(FailureText.printable(one)).isSameAs(one);
    }

    @Test
    void whatCannotBePrintedIsReplacedAndKeepsItsStack() {
        assertThat(FailureText.printable(new HostileException())).hasMessage(HOSTILE);
        var outer = new IOException("outer", new HostileException());
        assertThat(FailureText.printable(outer))
                .hasMessage("java.io.IOException (its text cannot be had: java.lang.UnsupportedOperationException)");
        assertThat(FailureText.printable(outer).getStackTrace()).isEqualTo(outer.getStackTrace());
        var withSuppressed = new IOException("outer");
        withSuppressed.addSuppressed(new HostileException());
        assertThat(FailureText.printable(withSuppressed)).isNotSameAs(withSuppressed);
    }

    @Test
    void causesWithoutEndAreNotFollowed() {
        assertThat(FailureText.printable(new Endless()))
                .hasMessageContaining("its text cannot be had: java.lang.IllegalStateException");
        assertThat(FailureText.printable(chain(200))).hasMessageContaining("cannot be had");
    }
}
