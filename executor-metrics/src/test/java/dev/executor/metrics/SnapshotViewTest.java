// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.executor.PoolSnapshot;
import dev.executor.Priority;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class SnapshotViewTest {
    private static PoolSnapshot snapshot(String name, int running, long succeeded, long failed) {
        return PoolSnapshot.builder(name)
                .queued(Priority.HIGH, 2)
                .queued(Priority.NORMAL, 40)
                .queued(Priority.LOW, 7)
                .permitsTaken(running)
                .permitLimit(16)
                .live(61)
                .bound(1_016)
                .stopping(1)
                .accepted(12_400)
                .refused(3)
                .succeeded(succeeded)
                .failed(failed)
                .timedOut(40)
                .cancelled(5)
                .retriesScheduled(312)
                .threadsStarted(9)
                .build();
    }

    @Test
    void aSnapshotIsABoxOfText() {
        assertThat(SnapshotView.render(snapshot("media", 12, 12_000, 300))).isEqualTo("""
                ┌ media, OPEN ──────────────────────────────────────────────────────────────┐
                │ running  ████████████████████████░░░░░░░░      12 of 16 permits, 75.0 %   │
                │ slots    ██░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░      61 of 1,016 taken, 6.0 %   │
                │ waiting  critical 0 · high 2 · normal 40 · low 7                          │
                │ ended    succeeded 12,000 (97.2 %) · failed 300 · timed out 40            │
                │          cancelled 5 · shed 0 · refused 3                                 │
                │ retries  312, denied 0 · delayed 0                                        │
                │ stuck    0 · stopping 1 · events dropped 0 · errors 0                     │
                └───────────────────────────────────────────────────────────────────────────┘
                """);
    }

    @Test
    void everyLineIsAsWideAsTheOthersWhateverIsInIt() {
        var huge = SnapshotView.render(snapshot("n".repeat(200), 16, Long.MAX_VALUE / 4, Long.MAX_VALUE / 4));
        assertThat(huge.lines()).hasSize(9).allMatch(line -> line.length() == 77);
    }

    @Test
    void aLargeNumberIsShortenedAndNeverCutOff() {
        assertThat(SnapshotView.render(snapshot("media", 16, 123_456_789, 1_234_567)))
                .contains("succeeded 123.5 M (99.0 %) · failed 1.2 M · timed out 40 ");
    }

    @Test
    void aShareIsNeverRoundedUpToAll() {
        assertThat(SnapshotView.render(snapshot("media", 16, 1_000_000, 1))).contains("(99.9 %)");
        assertThat(SnapshotView.render(snapshot("media", 16, 0, 1))).contains("(0 %)");
    }

    @Test
    void anOutputThatHasOnlyAsciiGetsOnlyAscii() {
        var ascii = SnapshotView.render(snapshot("media", 12, 12_000, 300), StandardCharsets.US_ASCII);
        assertThat(StandardCharsets.US_ASCII.newEncoder().canEncode(ascii)).isTrue();
        assertThat(ascii).startsWith("+ media, OPEN ---").contains("| running  ####");
        assertThat(SnapshotView.render(snapshot("media", 12, 12_000, 300), StandardCharsets.UTF_8))
                .startsWith("┌ media");
    }

    @Test
    void eachNumberIsItsFigure() {
        var figures = PoolSnapshot.builder("media")
                .queued(Priority.CRITICAL, 11)
                .queued(Priority.HIGH, 12)
                .queued(Priority.NORMAL, 13)
                .queued(Priority.LOW, 14)
                .permitsTaken(1)
                .permitLimit(4)
                .live(15)
                .bound(30)
                .succeeded(16)
                .failed(17)
                .timedOut(18)
                .cancelled(19)
                .shed(20)
                .refused(21)
                .retriesScheduled(22)
                .retriesDenied(23)
                .delayed(24)
                .stuck(25)
                .stopping(26)
                .droppedEvents(27)
                .listenerErrors(28)
                .build();
        assertThat(SnapshotView.render(figures))
                .contains("1 of 4 permits, 25.0 %", "15 of 30 taken, 50.0 %")
                .contains("critical 11 · high 12 · normal 13 · low 14 ")
                .contains("succeeded 16 (17.8 %) · failed 17 · timed out 18 ")
                .contains("cancelled 19 · shed 20 · refused 21 ")
                .contains("retries  22, denied 23 · delayed 24 ")
                .contains("stuck    25 · stopping 26 · events dropped 27 · errors 28 ");
    }
}
