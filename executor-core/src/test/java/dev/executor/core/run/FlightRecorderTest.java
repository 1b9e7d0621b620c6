// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.executor.ExecutorPool;
import dev.executor.Task;
import dev.executor.policy.Backoff;
import dev.executor.policy.RetryPolicy;
import java.nio.file.Path;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FlightRecorderTest {
    @Test
    void eachAttemptIsRecordedWithItsResult(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("attempts.jfr");
        try (var recording = new Recording();
                var pool = ExecutorPool.builder("recorded").concurrency(1).build()) {
            recording.enable("dev.executor.Attempt");
            recording.start();
            pool.submit(Task.of("flaky", context -> {
                                if (context.attempt() == 1) {
                                    throw new IllegalStateException("once");
                                }
                                return "done";
                            })
                            .withRetry(RetryPolicy.attempts(2, Backoff.none())))
                    .join();
            recording.stop();
            recording.dump(file);
        }
        var attempts = RecordingFile.readAllEvents(file).stream()
                .filter(event -> event.getEventType().getName().equals("dev.executor.Attempt"))
                .toList();
        assertThat(attempts).extracting(event -> event.getString("task")).containsExactly("flaky", "flaky");
        assertThat(attempts).extracting(event -> event.getString("pool")).containsOnly("recorded");
        assertThat(attempts).extracting(event -> event.getInt("attempt")).containsExactly(1, 2);
        assertThat(attempts)
                .extracting(event -> event.getString("result"))
                .containsExactly("java.lang.IllegalStateException", "RETURNED");
        assertThat(attempts).allMatch(event -> event.getLong("queueTime") >= 0);
    }
}
