// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.examples;

import java.io.PrintStream;

/// Where the program writes.
///
/// @param out what it was asked for
/// @param err what went wrong
/// @param rewritable whether a line of `out` can be written over; then progress is one line, otherwise it is
///     some plain ones
record Screen(PrintStream out, PrintStream err, boolean rewritable) {
    /// Nothing is coloured, so there is nothing to do for `NO_COLOR`. A carriage return is all that is asked
    /// of the terminal, and one that calls itself dumb is not asked for that either.
    @SuppressWarnings("SystemConsoleNull") // it is null again by default in JDK 25, when there is no terminal
    static Screen standard() {
        var console = System.console();
        boolean terminal = console != null && console.isTerminal();
        return new Screen(System.out, System.err, terminal && !"dumb".equals(System.getenv("TERM")));
    }
}
