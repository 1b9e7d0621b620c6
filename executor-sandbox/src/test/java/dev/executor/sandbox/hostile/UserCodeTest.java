// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.executor.FailureKind;
import dev.executor.TaskOutcome;
import dev.executor.isolation.ArtifactStore;
import dev.executor.isolation.LogSink;
import dev.executor.isolation.ProcessResult;
import dev.executor.isolation.Profile;
import dev.executor.isolation.Sandbox;
import dev.executor.isolation.SandboxConfig.NativeCalls;
import dev.executor.isolation.Secret.Delivery;
import org.junit.jupiter.api.Test;

/// Stores, sources and sinks are the application's: what they throw, and what that does when it is asked for its text,
/// harms no task and keeps nothing from its end.
class UserCodeTest extends HostileTest {
    UserCodeTest() {
        super(NativeCalls.NEVER);
    }

    /// Each of its methods throws an `Error`.
    private static final class Mute extends RuntimeException {
        private static final long serialVersionUID = 1L;

        @Override
        public String getMessage() {
            throw new AssertionError("no message");
        }

        @Override
        public String toString() {
            throw new AssertionError("no text");
        }

        @Override
        public StackTraceElement[] getStackTrace() {
            throw new AssertionError("no stack");
        }

        @Override
        public synchronized Throwable getCause() {
            throw new AssertionError("no cause");
        }
    }

    @Override
    Sandbox.Builder settings(Sandbox.Builder builder) {
        ArtifactStore store = (_, _) -> {
            throw new Mute();
        };
        return builder.artifacts(store).secrets((name, _) -> {
            if (name.equals("mute")) {
                throw new Mute();
            }
            throw new LinkageError("the source is broken");
        });
    }

    @Test
    void anExceptionOfASourceThatCannotBePrintedIsToldByItsClass() throws Exception {
        require(Profile.TRUSTED);
        var failure = notStarted(run(sh(Profile.TRUSTED, "true").secret("mute", "TOKEN", Delivery.FILE)));
        assertThat(failure)
                .hasMessageContaining("secret 'mute' could not be fetched")
                .hasMessageContaining("Mute");
    }

    @Test
    void anErrorOfASourceKeepsTheProcessFromStarting() throws Exception {
        require(Profile.TRUSTED);
        var failure = notStarted(run(sh(Profile.TRUSTED, "true").secret("broken", "TOKEN", Delivery.FILE)));
        assertThat(failure)
                .hasMessageContaining("secret 'broken' could not be fetched")
                .hasMessageContaining("LinkageError");
    }

    @Test
    void anExceptionOfAStoreThatCannotBePrintedIsAnArtifactThatWasNotKept() throws Exception {
        require(Profile.TRUSTED);
        var outcome = run(sh(Profile.TRUSTED, ">a").artifacts("a"));
        assertThat(outcome).isInstanceOfSatisfying(TaskOutcome.Failed.class, failed -> {
            assertThat(failed.kind()).isEqualTo(FailureKind.ARTIFACT);
            assertThat(failed.cause().getMessage()).contains("'a' could not be kept in 3 tries", "Mute");
        });
        assertThat(outcome.details().find(ProcessResult.class)).isPresent();
    }

    @Test
    void anExceptionOfASinkThatCannotBePrintedEndsItsLinesAlone() throws Exception {
        var result = succeed(sh(Profile.TRUSTED, "echo one; echo two").log(LogSink.lines(_ -> {
            throw new Mute();
        })));
        assertThat(result.log().text()).contains("one", "two");
    }
}
