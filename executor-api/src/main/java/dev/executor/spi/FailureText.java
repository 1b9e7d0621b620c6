// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.spi;

import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Texts of exceptions that never throw, although the methods of an exception are user code and may.
///
/// Whatever puts the text of a user's exception into a message, a log line or a span takes it from here: a
/// `getMessage()` that fails must not replace the failure that it describes. Thread-safe.
///
/// @since 0.1
public final class FailureText {
    /// A logger that follows more would not come back from an exception that makes its causes as it is asked.
    private static final int CAUSES_MAX = 200;

    private FailureText() {}

    /// {@return `failure.toString()`; where that throws, its class and what was thrown}
    /// @param failure the exception
    public static String of(Throwable failure) {
        try {
            return String.valueOf(failure.toString());
        } catch (Throwable e) { // user code
            return unprintable(failure, e);
        }
    }

    /// {@return the texts of several}
    /// @param failures the exceptions
    public static String of(Collection<? extends Throwable> failures) {
        return failures.stream().map(FailureText::of).collect(Collectors.joining(", ", "[", "]"));
    }

    /// {@return `failure.getMessage()`; where that throws, the class and what was thrown}
    /// @param failure the exception
    public static @Nullable String messageOf(Throwable failure) {
        try {
            return failure.getMessage();
        } catch (Throwable e) { // user code
            return unprintable(failure, e);
        }
    }

    /// {@return an exception that a logger can print in place of `failure`}; it is `failure` itself, unless
    /// one of its methods (or of its causes) throws
    ///
    /// @param failure the exception
    public static Throwable printable(Throwable failure) {
        try {
            look(failure, Collections.newSetFromMap(new IdentityHashMap<>()));
            return failure;
        } catch (Throwable e) { // user code
            return new UnprintableException(unprintable(failure, e), failure);
        }
    }

    /// Calls what a logger calls: each of these may be overridden. Causes in a circle end where they began, as
    /// they do for loggers; others must end, too.
    private static void look(Throwable failure, Set<Throwable> seen) {
        for (Throwable e = failure; e != null && seen.add(e); e = e.getCause()) {
            if (seen.size() > CAUSES_MAX) {
                throw new IllegalStateException("more than " + CAUSES_MAX + " causes");
            }
            var _ = e.getMessage();
            var _ = e.getLocalizedMessage();
            var _ = e.toString();
            Objects.requireNonNull(e.getStackTrace(), "stackTrace");
            for (var suppressed : e.getSuppressed()) {
                look(suppressed, seen);
            }
        }
    }

    /// {@return `failure.getStackTrace()`; empty where that throws}
    /// @param failure the exception
    public static StackTraceElement[] stackOf(Throwable failure) {
        try {
            return Objects.requireNonNull(failure.getStackTrace(), "stackTrace");
        } catch (Throwable e) { // user code
            return new StackTraceElement[0];
        }
    }

    private static String unprintable(Throwable failure, Throwable thrown) {
        return failure.getClass().getName() + " (its text cannot be had: "
                + thrown.getClass().getName() + ")";
    }

    /// Stands in a log for an exception that cannot be printed, with its stack if there is one.
    private static final class UnprintableException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        UnprintableException(String message, Throwable failure) {
            super(message);
            setStackTrace(stackOf(failure));
        }
    }
}
