// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.examples;

import dev.executor.examples.console.CommandLine;
import dev.executor.examples.console.UnusableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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
        var line = new CommandLine(args);
        Optional<Path> folder = Optional.empty();
        var json = Path.of("target", "quickstart.json");
        int concurrency = 8;
        int seconds = 2;
        boolean trouble = true;
        while (!line.isEmpty()) {
            var arg = line.next();
            switch (arg) {
                case "--json" -> json = line.path(arg);
                case "--concurrency" -> concurrency = line.number(arg, 10_000);
                case "--attempt-timeout" -> seconds = line.number(arg, 3_600);
                case "--no-trouble" -> trouble = false;
                default -> folder = Optional.of(folder(CommandLine.onlyPath("folder", folder, arg)));
            }
        }
        return new Arguments(
                folder.isPresent() ? folder.get() : checkout(),
                json.toAbsolutePath().normalize(),
                concurrency,
                Duration.ofSeconds(seconds),
                trouble);
    }

    private static Path folder(Path value) throws UnusableException {
        if (!Files.isDirectory(value)) {
            throw new UnusableException("folder was '" + value + "', which "
                    + (Files.exists(value)
                            ? "is not a folder"
                            : "does not exist in " + Path.of("").toAbsolutePath())
                    + "; give the path of a folder");
        }
        return real(value);
    }

    private static Path checkout() throws UnusableException {
        var checkout = CommandLine.checkout();
        if (checkout.isEmpty()) {
            throw new UnusableException("folder was not given and "
                    + Path.of("").toAbsolutePath() + " has no pom.xml; give the path of a folder");
        }
        return real(checkout.get());
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
