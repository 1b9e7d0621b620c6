// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.examples.console;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/// A command line, taken word by word from left to right; `--option=value` is `--option value`. Confined to one thread.
public final class CommandLine {
    private final Deque<String> rest = new ArrayDeque<>();

    /// Makes one.
    ///
    /// @param args as `main` gets them
    public CommandLine(String... args) {
        for (var arg : args) {
            int equals = arg.startsWith("--") ? arg.indexOf('=') : -1;
            rest.add(equals < 0 ? arg : arg.substring(0, equals));
            if (equals >= 0) {
                rest.add(arg.substring(equals + 1));
            }
        }
    }

    /// {@return whether all is taken}
    public boolean isEmpty() {
        return rest.isEmpty();
    }

    /// {@return the next word}
    public String next() {
        return rest.remove();
    }

    /// {@return the value of an option that was just taken}
    /// @param option the option
    /// @throws UnusableException if it has none
    public String value(String option) throws UnusableException {
        if (rest.isEmpty() || rest.element().startsWith("--")) {
            throw new UnusableException(option + " was given no value; put one after it");
        }
        return rest.remove();
    }

    /// {@return the value of an option, as a number from 1 on}
    /// @param option the option
    /// @param max the largest allowed
    /// @throws UnusableException if it is not such a number
    public int number(String option, int max) throws UnusableException {
        var value = value(option);
        var complaint = option + " was '" + value + "'; give a whole number from 1 to " + max;
        try {
            int number = Integer.parseInt(value);
            if (number >= 1 && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw new UnusableException(complaint, e);
        }
        throw new UnusableException(complaint);
    }

    /// {@return the value of an option, as a path}
    /// @param option the option
    /// @throws UnusableException if it is none
    public Path path(String option) throws UnusableException {
        return path(option, value(option));
    }

    /// {@return a word as a path}
    /// @param what what it stands for
    /// @param value the word
    /// @throws UnusableException if it is none
    public static Path path(String what, String value) throws UnusableException {
        try {
            return Path.of(value);
        } catch (InvalidPathException e) {
            throw new UnusableException(what + " was '" + value + "', which is no path: " + e.getReason(), e);
        }
    }

    /// Checks a word that stands by itself.
    ///
    /// @param what what it stands for
    /// @param before what stood for it before, if anything did
    /// @param value the word
    /// @return the path
    /// @throws UnusableException if it is an option, the second such word, or no path
    public static Path onlyPath(String what, Optional<Path> before, String value) throws UnusableException {
        if (value.startsWith("-")) {
            throw new UnusableException("'" + value + "' is no option; --help lists those there are");
        }
        if (before.isPresent()) {
            throw new UnusableException(what + " was given twice, '" + before.get() + "' and '" + value
                    + "'; give one, in quotes if it contains spaces");
        }
        return path(what, value);
    }

    /// {@return the topmost folder of those around the current one that Maven builds, if there is one}
    public static Optional<Path> checkout() {
        Optional<Path> topmost = Optional.empty();
        for (var at = Path.of("").toAbsolutePath();
                at != null && Files.exists(at.resolve("pom.xml"));
                at = at.getParent()) {
            topmost = Optional.of(at);
        }
        return topmost;
    }
}
