// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.examples.console;

import java.io.PrintStream;

/// Where the program writes.
///
/// @param out what it was asked for
/// @param err what went wrong
/// @param rewritable whether a line of `out` can be written over; then progress is one line, otherwise it is
///     some plain ones
public record Screen(PrintStream out, PrintStream err, boolean rewritable) {
    /// {@return the standard streams, rewritable if they are a terminal}
    ///
    /// A carriage return and colours are all that is asked of the terminal, and one that calls itself dumb
    /// is not asked for that either.
    @SuppressWarnings("SystemConsoleNull") // it is null again by default in JDK 25, when there is no terminal
    public static Screen standard() {
        var console = System.console();
        boolean terminal = console != null && console.isTerminal();
        return new Screen(System.out, System.err, terminal && !"dumb".equals(System.getenv("TERM")));
    }

    /// {@return whether `out` can be coloured: a terminal whose user has not set `NO_COLOR`}
    public boolean coloured() {
        return rewritable && System.getenv().getOrDefault("NO_COLOR", "").isEmpty();
    }
}
