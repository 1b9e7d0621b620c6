// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox;

import dev.executor.isolation.Command;
import dev.executor.isolation.Profile;
import dev.executor.isolation.Secret;
import dev.executor.sandbox.profile.Bubblewrap;
import dev.executor.sandbox.spawn.LaunchRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Refuses a command that can never start. The limits of the kernel and of the wrapper are known before it is
/// submitted. Immutable: the kernel's limits are read once, as a command is checked at submit and before each attempt.
final class CommandCheck {
    private static final Path LIMITS = Path.of("/proc/self/limits");

    /// The kernel's limit of one argument or variable, with the zero at its end; see execve(2).
    private static final int LONGEST = 128 << 10;

    /// The kernel accepts a quarter of the stack limit for all arguments and variables together, within these
    /// bounds.
    private static final long LEAST_SPACE = 128 << 10;

    private static final long MOST_SPACE = 6 << 20;
    private static final int POINTER = 8;

    /// Reserved for the path of the program and for what the sandbox adds.
    private static final long OWN_SPACE = 16 << 10;

    private final Optional<Long> space = Files.exists(LIMITS) ? Optional.of(space()) : Optional.empty();

    /// {@return why the command can never start, and the remedy; empty if it can} The text continues "the command".
    Optional<String> refusal(Command command) {
        var tooLarge = space.flatMap(accepted -> spaceRefusal(command, accepted));
        if (tooLarge.isPresent()) {
            return tooLarge;
        }
        if (command.profile() != Profile.TRUSTED) {
            var refused = wrapperRefusal(command);
            if (refused.isPresent()) {
                return refused;
            }
        }
        for (Secret secret : command.secrets()) {
            if (secret.delivery() == Secret.Delivery.ENVIRONMENT && LaunchRequest.isShellsOwn(secret.variable())) {
                return Optional.of("gives a secret in the variable " + secret.variable()
                        + ", which shells use themselves; choose another variable");
            }
        }
        for (String glob : command.artifacts().globs()) {
            if (!canBeAPath(glob)) {
                return Optional.of("keeps artifacts '" + glob
                        + "', which cannot be written in the encoding that this JVM uses for file names ("
                        + System.getProperty("sun.jnu.encoding") + "); start Java with LC_ALL=C.UTF-8");
            }
        }
        return Optional.empty();
    }

    private static boolean canBeAPath(String text) {
        try {
            return !Path.of(text).toString().isEmpty();
        } catch (InvalidPathException e) {
            return false;
        }
    }

    private static Optional<String> spaceRefusal(Command command, long space) {
        long all = OWN_SPACE;
        for (var word : words(command).entrySet()) {
            long bytes = word.getValue().getBytes(StandardCharsets.UTF_8).length + 1L;
            if (bytes > LONGEST) {
                return Optional.of("has " + (bytes - 1) + " bytes in " + word.getKey() + ", and the kernel accepts "
                        + (LONGEST - 1) + " in one; pass it in a file or on standard input");
            }
            all += bytes + POINTER;
        }
        return all <= space
                ? Optional.empty()
                : Optional.of("has " + all + " bytes of arguments and variables, and the kernel accepts " + space
                        + ", a quarter of the stack's limit; pass some of them in a file or on standard input, or start Java"
                        + " with a higher limit (ulimit -s)");
    }

    /// {@return what the kernel copies for the new process, each by what it is called in messages}
    private static Map<String, String> words(Command command) {
        var words = new LinkedHashMap<String, String>();
        for (int i = 0; i < command.argv().size(); i++) {
            words.put("argument " + i, command.argv().get(i));
        }
        command.environment().forEach((name, value) -> words.put("variable " + name, name + "=" + value));
        for (String name : command.inherited()) {
            @Nullable String value = System.getenv(name);
            if (value != null) {
                words.put("inherited variable " + name, name + "=" + value);
            }
        }
        return words;
    }

    private static long space() {
        try {
            for (String line : Files.readAllLines(LIMITS)) {
                if (line.startsWith("Max stack size")) {
                    String soft =
                            line.substring("Max stack size".length()).strip().split("\\s+", 2)[0];
                    return soft.equals("unlimited")
                            ? MOST_SPACE
                            : Math.clamp(Long.parseLong(soft) / 4, LEAST_SPACE, MOST_SPACE);
                }
            }
            return MOST_SPACE;
        } catch (IOException e) {
            return MOST_SPACE; // the kernel reports the error when the process starts
        }
    }

    private static Optional<String> wrapperRefusal(Command command) {
        String wrapper = ", and the wrapper that confines commands of " + command.profile();
        List<String> reasons = new ArrayList<>();
        int words = Bubblewrap.words(command);
        if (words > Bubblewrap.MOST_WORDS) {
            reasons.add("has " + command.argv().size() + " arguments, "
                    + (command.environment().size() + command.inherited().size())
                    + " variables and "
                    + (command.readable().size() + command.writable().size())
                    + " shared files and folders" + wrapper + " accepts about " + Bubblewrap.MOST_WORDS
                    + " words in all: an argument counts as one, a variable or a shared file as three; pass"
                    + " some of them in a file or on standard input, or use the profile TRUSTED");
        }
        command.limits()
                .openFiles()
                .filter(files -> files < Bubblewrap.FILES)
                .ifPresent(files -> reasons.add("has openFiles " + files + wrapper + " needs up to " + Bubblewrap.FILES
                        + " itself; set at least " + Bubblewrap.FILES));
        command.limits()
                .processes()
                .filter(count -> count < Bubblewrap.PROCESSES)
                .ifPresent(count -> reasons.add(
                        "has processes " + count + wrapper + " counts as two; set at least " + Bubblewrap.PROCESSES));
        return reasons.isEmpty() ? Optional.empty() : Optional.of(String.join("; it ", reasons));
    }
}
