// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.examples.console;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Whether the user wants to stop, and what is to be done then. Thread-safe.
public final class StopRequest {
    /// A second Ctrl-C does nothing to a JVM that shuts down already, so there has to be an end by itself.
    private static final long LONGEST_REPORT_SECONDS = 15;

    private final CountDownLatch reported = new CountDownLatch(1);
    private boolean requested; // guarded by this
    private Optional<Action> action = Optional.empty(); // guarded by this

    /// What is done on the request.
    @FunctionalInterface
    public interface Action {
        /// Does it.
        ///
        /// @throws InterruptedException if this thread is interrupted while it waits
        void run() throws InterruptedException;
    }

    /// Makes one that Ctrl-C (or a `kill`) turns on.
    ///
    /// The JVM ends when its shutdown hooks have returned, with 130 as exit code (143 after a `kill`). So the
    /// hook waits until the main thread has reported.
    private static StopRequest onCtrlC() {
        var stop = new StopRequest();
        Runtime.getRuntime().addShutdownHook(new Thread(stop::shutDown, "stop-request"));
        return stop;
    }

    /// A program that can be stopped.
    @FunctionalInterface
    public interface Program {
        /// Runs it.
        ///
        /// @param stop asked for by Ctrl-C
        /// @return its exit code
        /// @throws InterruptedException never: nobody interrupts the main thread
        int run(StopRequest stop) throws InterruptedException;
    }

    /// Runs a program, which Ctrl-C asks to stop, and exits with its code. For `main`.
    ///
    /// @param program the program
    /// @throws InterruptedException never: nobody interrupts the main thread
    public static void exitWith(Program program) throws InterruptedException {
        var stop = onCtrlC();
        int code;
        try {
            code = program.run(stop);
        } finally {
            stop.reported();
        }
        System.exit(handedToMaven(code) ? 0 : code);
    }

    /// Leaves the exit code in a file that Maven has made for it, and then ends well: Maven would print pages about
    /// a program that does not. Its own exit code is then that in the file.
    ///
    /// @return whether there is such a file
    private static boolean handedToMaven(int code) {
        var name = System.getProperty("exit.code.file");
        if (code == 0 || name == null || !Files.exists(Path.of(name))) {
            return false;
        }
        try {
            Files.writeString(Path.of(name), Integer.toString(code));
            return true;
        } catch (IOException e) {
            System.err.println("The exit code " + code + " cannot be left in " + name + ": " + e);
            return false;
        }
    }

    /// Asks to stop, and does what is to be done then.
    public void request() throws InterruptedException {
        Optional<Action> todo;
        synchronized (this) {
            requested = true;
            todo = action;
        }
        if (todo.isPresent()) {
            todo.get().run();
        }
    }

    /// Says what is to be done on a request: at once, if there has been one.
    public void whenRequested(Action todo) throws InterruptedException {
        boolean now;
        synchronized (this) {
            action = Optional.of(todo);
            now = requested;
        }
        if (now) {
            todo.run();
        }
    }

    /// {@return whether there has been one}
    public synchronized boolean requested() {
        return requested;
    }

    /// The report is out: the JVM may end.
    public void reported() {
        reported.countDown();
    }

    private void shutDown() {
        if (reported.getCount() == 0) {
            return; // an end like any other, by System.exit
        }
        try {
            request();
            reported.await(LONGEST_REPORT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
