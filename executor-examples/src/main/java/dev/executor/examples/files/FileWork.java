// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.examples.files;

import dev.executor.Task;
import dev.executor.TaskBody;
import dev.executor.TaskContext;
import dev.executor.policy.Backoff;
import dev.executor.policy.Jitter;
import dev.executor.policy.RetryPolicy;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.AccessDeniedException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

/// What a task does with its input: read it from end to end, through a buffer of fixed size. Reading it again
/// does no harm, so it may be retried.
///
/// @param input what to read
public record FileWork(Input input) implements TaskBody<FileReport> {
    private static final int BUFFER = 64 * 1024;
    private static final Duration LONGEST_BACKOFF = Duration.ofSeconds(1);

    /// A file that may not be read will not become readable by asking again; everything else about reading
    /// may pass.
    private static final RetryPolicy RETRY = RetryPolicy.attempts(
                    3,
                    Backoff.exponential(Duration.ofMillis(100), LONGEST_BACKOFF).withJitter(Jitter.EQUAL))
            .retryingOn(IOException.class)
            .exceptOn(AccessDeniedException.class);

    /// The task that reads an input.
    ///
    /// @param input what to read
    /// @param attemptTimeout how long one attempt may take
    public static Task<FileReport> task(Input input, Duration attemptTimeout) {
        return Task.of("read-file", new FileWork(input))
                .withPriority(input.priority())
                .withAttemptTimeout(attemptTimeout)
                .withRetry(RETRY);
    }

    /// How long such a task can take from its first start to its outcome: all attempts, and the waits between
    /// them.
    public static Duration longest(Duration attemptTimeout) {
        return attemptTimeout.plus(LONGEST_BACKOFF).multipliedBy(RETRY.maxAttempts());
    }

    @Override
    public FileReport run(TaskContext context) throws IOException, InterruptedException, NoSuchAlgorithmException {
        var sha256 = MessageDigest.getInstance("SHA-256");
        var deflater = new Deflater(Deflater.BEST_SPEED);
        try (var in = input.source().open();
                var deflated = new DeflaterOutputStream(OutputStream.nullOutputStream(), deflater, BUFFER)) {
            var buffer = new byte[BUFFER];
            long bytes = 0;
            long lines = 0;
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                sha256.update(buffer, 0, read);
                deflated.write(buffer, 0, read);
                lines += lineEnds(buffer, read);
                bytes += read;
                // The file may have grown since it was found.
                context.progress(bytes, Math.max(bytes, input.size()));
                giveWay(context);
            }
            deflated.finish();
            return new FileReport(
                    bytes, deflater.getBytesWritten(), lines, HexFormat.of().formatHex(sha256.digest()));
        } finally {
            deflater.end();
        }
    }

    /// Reading a local file cannot be interrupted, so the stop has to be looked for. And virtual threads are
    /// not time-shared: one that computes and never waits keeps its core from the others, unless it yields.
    @SuppressWarnings("ThreadPriorityCheck") // nothing depends on the yield; it is for fairness
    private void giveWay(TaskContext context) throws InterruptedException {
        if (context.stopRequested()) {
            throw new InterruptedException("told to stop while reading " + input.printableName());
        }
        Thread.yield();
    }

    private static long lineEnds(byte[] buffer, int length) {
        long count = 0;
        for (int i = 0; i < length; i++) {
            if (buffer[i] == '\n') {
                count++;
            }
        }
        return count;
    }
}
