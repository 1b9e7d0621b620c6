// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.executor.isolation.SandboxException;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(5)
class RunningAttemptsTest {
    private final RunningAttempts attempts = new RunningAttempts();
    private final LinkedBlockingQueue<RunSignal> mailbox = new LinkedBlockingQueue<>();

    @Test
    void closingTellsThoseThatRunAndWaitsUntilTheyHaveLeft() throws Exception {
        attempts.enter();
        attempts.add(mailbox);
        var closing = Thread.ofVirtual().start(attempts::close);
        assertThat(mailbox.take()).isEqualTo(new RunSignal.SandboxClosing());
        assertThat(attempts.closing()).isDone();
        assertThat(closing.isAlive()).isTrue();
        attempts.leave();
        closing.join();
    }

    @Test
    void whatComesWhileItClosesIsToldAndWhatComesAfterwardsIsRefused() throws Exception {
        attempts.enter();
        var closing = Thread.ofVirtual().start(attempts::close);
        attempts.closing().join();
        attempts.add(mailbox);
        assertThat(mailbox.take()).isEqualTo(new RunSignal.SandboxClosing());
        attempts.leave();
        closing.join();
        assertThatExceptionOfType(SandboxException.class).isThrownBy(attempts::enter);
    }

    @Test
    void whatHasEndedIsNotTold() throws Exception {
        attempts.enter();
        attempts.add(mailbox);
        attempts.remove(mailbox);
        attempts.leave();
        attempts.close();
        assertThat(mailbox).isEmpty();
    }
}
