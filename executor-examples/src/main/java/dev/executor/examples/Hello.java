// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.examples;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;

import dev.executor.ExecutorPool;
import dev.executor.Task;
import dev.executor.TaskContext;
import dev.executor.TaskOutcome;
import dev.executor.policy.Backoff;
import dev.executor.policy.RetryPolicy;
import java.io.IOException;
import java.io.PrintStream;

/// The shortest program: submit a task, retry it, limit its time, and look at its outcome.
public final class Hello {
    private Hello() {}

    /// Runs it.
    ///
    /// @param args none are read
    /// @throws InterruptedException if this thread is interrupted
    public static void main(String[] args) throws InterruptedException {
        run(System.out);
    }

    static void run(PrintStream out) throws InterruptedException {
        try (var pool = ExecutorPool.builder("hello").concurrency(4).build()) {
            var greeting = Task.of("greet", Hello::greet)
                    .withRetry(RetryPolicy.attempts(3, Backoff.fixed(ofMillis(10))))
                    .withTimeout(ofSeconds(5));
            var slow = Task.action("sleep", _ -> Thread.sleep(ofSeconds(60))).withTimeout(ofMillis(100));

            var greeted = pool.submit(greeting);
            var slept = pool.submit(slow);

            out.println(greeted.join()); // the result, or an exception that says what happened
            out.println(tell(greeted.await()));
            out.println(tell(slept.await())); // never throws for the task: every ending is a value
        }
    }

    private static String greet(TaskContext context) throws IOException {
        if (context.attempt() == 1) {
            throw new IOException("nobody is there yet");
        }
        return "Hello, " + context.name() + "!";
    }

    private static String tell(TaskOutcome<?> outcome) {
        return switch (outcome) {
            case TaskOutcome.Succeeded<?>(var value, var details) ->
                value + " after " + details.attempts() + " attempts";
            case TaskOutcome.Failed<?>(var kind, var cause, var _) -> "failed: " + kind + ", " + cause;
            case TaskOutcome.TimedOut<?>(var timeout, var limit, var _) -> "timed out: " + timeout + " after " + limit;
            case TaskOutcome.Cancelled<?>(var reason, var _) -> "cancelled: " + reason;
            case TaskOutcome.Rejected<?>(var why, var _) -> "given back: " + why.message();
        };
    }
}
