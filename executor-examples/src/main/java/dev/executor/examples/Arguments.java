// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/// What the command line says.
///
/// @param folder what to read; its real path
/// @param json where the result goes
/// @param concurrency how many files are read at once
/// @param attemptTimeout how long one attempt to read a file may take
/// @param trouble whether inputs that go wrong are read, too
record Arguments(Path folder, Path json, int concurrency, Duration attemptTimeout, boolean trouble) {
    static final String USAGE = """
            Quickstart [folder] [options]

            Hashes, compresses and counts every file of the folder, one task a file, together with a few
            inputs that are unreadable, huge, slow or flaky, and says what became of each.

              folder                     what to read; default: the checkout around the current directory
              --json FILE                where the result goes; default: target/quickstart.json
              --concurrency N            how many files are read at once, 1 to 10000; default: 8
              --attempt-timeout SECONDS  how long one attempt may take, 1 to 3600; default: 2
              --no-trouble               only the folder, nothing that is meant to go wrong
              --help                     this text

            Folders named .git or target are left out, links are not followed. Ctrl-C drains and reports.

            Exit code: 0 when every file has its outcome, failed ones included; 1 when a file was lost;
            2 when an argument or what it names cannot be used; 130 after Ctrl-C.

            With Maven: mvn -q compile exec:exec -Dargs="src --concurrency 4"
            """;

    static Arguments parse(String... args) throws UnusableException {
        var rest = new ArrayDeque<String>();
        for (var arg : args) {
            int equals = arg.startsWith("--") ? arg.indexOf('=') : -1;
            rest.add(equals < 0 ? arg : arg.substring(0, equals));
            if (equals >= 0) {
                rest.add(arg.substring(equals + 1));
            }
        }
        Optional<Path> folder = Optional.empty();
        var json = Path.of("target", "quickstart.json");
        int concurrency = 8;
        int seconds = 2;
        boolean trouble = true;
        while (!rest.isEmpty()) {
            var arg = rest.remove();
            switch (arg) {
                case "--json" -> json = path(arg, value(arg, rest));
                case "--concurrency" -> concurrency = number(arg, value(arg, rest), 10_000);
                case "--attempt-timeout" -> seconds = number(arg, value(arg, rest), 3_600);
                case "--no-trouble" -> trouble = false;
                default -> {
                    if (arg.startsWith("-")) {
                        throw new UnusableException("'" + arg + "' is no option; --help lists those there are");
                    }
                    if (folder.isPresent()) {
                        throw new UnusableException("folder was given twice, '" + folder.get() + "' and '" + arg
                                + "'; give one, in quotes if it contains spaces");
                    }
                    folder = Optional.of(folder(arg));
                }
            }
        }
        return new Arguments(
                folder.isPresent() ? folder.get() : checkout(),
                json.toAbsolutePath().normalize(),
                concurrency,
                Duration.ofSeconds(seconds),
                trouble);
    }

    private static String value(String option, Deque<String> rest) throws UnusableException {
        if (rest.isEmpty() || rest.element().startsWith("--")) {
            throw new UnusableException(option + " was given no value; put one after it");
        }
        return rest.remove();
    }

    private static int number(String option, String value, int max) throws UnusableException {
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

    private static Path folder(String value) throws UnusableException {
        var folder = path("folder", value);
        if (!Files.isDirectory(folder)) {
            throw new UnusableException("folder was '" + value + "', which "
                    + (Files.exists(folder)
                            ? "is not a folder"
                            : "does not exist in " + Path.of("").toAbsolutePath())
                    + "; give the path of a folder");
        }
        return real(folder);
    }

    private static Path path(String option, String value) throws UnusableException {
        try {
            return Path.of(value);
        } catch (InvalidPathException e) {
            throw new UnusableException(option + " was '" + value + "', which is no path: " + e.getReason(), e);
        }
    }

    /// The topmost folder of those around the current one that Maven builds.
    private static Path checkout() throws UnusableException {
        var here = Path.of("").toAbsolutePath();
        Optional<Path> topmost = Optional.empty();
        for (var at = here; at != null && Files.exists(at.resolve("pom.xml")); at = at.getParent()) {
            topmost = Optional.of(at);
        }
        if (topmost.isEmpty()) {
            throw new UnusableException(
                    "folder was not given and " + here + " has no pom.xml; give the path of a folder");
        }
        return real(topmost.get());
    }

    /// A link is not followed by the walk, not even the first.
    private static Path real(Path folder) throws UnusableException {
        try {
            return folder.toRealPath();
        } catch (IOException e) {
            throw new UnusableException("folder was '" + folder + "', which cannot be entered: " + e, e);
        }
    }
}
