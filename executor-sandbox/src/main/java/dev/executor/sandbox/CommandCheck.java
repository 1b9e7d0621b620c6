// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox;

import dev.executor.isolation.ProcessTask;
import dev.executor.isolation.ProcessTask.Secret;
import dev.executor.isolation.Profile;
import dev.executor.sandbox.profile.Bubblewrap;
import dev.executor.sandbox.spawn.Launch;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Refuses a command that can never be started: what the kernel and the wrapper take is known when its task is made.
/// Stateless.
final class CommandCheck {
    /// The kernel's limit of one argument or variable, with the zero at its end; see execve(2).
    private static final int LONGEST = 128 << 10;

    /// The kernel's bounds of all together: a quarter of the stack's limit, within these.
    private static final long LEAST_SPACE = 128 << 10;

    private static final long MOST_SPACE = 6 << 20;
    private static final int POINTER = 8;

    /// For the path of the program and what the sandbox adds by itself.
    private static final long OWN_SPACE = 16 << 10;

    private CommandCheck() {}

    /// @throws IllegalArgumentException saying what cannot be, why, and what to do
    static void check(String name, ProcessTask command) {
        if (Files.exists(Path.of("/proc/self/limits"))) {
            checkSpace(name, command);
        }
        if (command.profile() != Profile.TRUSTED) {
            checkWrapper(name, command);
        }
        for (Secret secret : command.secrets()) {
            if (secret.delivery() == Secret.Delivery.ENVIRONMENT && Launch.isShellsOwn(secret.variable())) {
                throw refusal(
                        name,
                        "gives a secret in the variable " + secret.variable()
                                + ", which shells use themselves; choose another variable");
            }
        }
        for (String glob : command.artifacts().globs()) {
            if (!canBeAPath(glob)) {
                throw refusal(
                        name,
                        "keeps artifacts '" + glob + "', which cannot be told in the encoding that this JVM uses for"
                                + " file names (" + System.getProperty("sun.jnu.encoding")
                                + "); start Java with LC_ALL=C.UTF-8");
            }
        }
    }

    private static boolean canBeAPath(String text) {
        try {
            return !Path.of(text).toString().isEmpty();
        } catch (InvalidPathException e) {
            return false;
        }
    }

    private static IllegalArgumentException refusal(String name, String what) {
        return new IllegalArgumentException("command '" + name + "' " + what);
    }

    private static void checkSpace(String name, ProcessTask command) {
        long bytes = OWN_SPACE;
        for (int i = 0; i < command.command().size(); i++) {
            bytes += size(name, "argument " + i, command.command().get(i));
        }
        for (Map.Entry<String, String> variable : command.environment().entrySet()) {
            bytes += size(name, "variable " + variable.getKey(), variable.getKey() + "=" + variable.getValue());
        }
        for (String variable : command.inherited()) {
            @Nullable String value = System.getenv(variable);
            if (value != null) {
                bytes += size(name, "inherited variable " + variable, variable + "=" + value);
            }
        }
        long space = space();
        if (bytes > space) {
            throw refusal(
                    name,
                    "has " + bytes + " bytes of arguments and variables, and the kernel takes " + space
                            + ", a quarter of the stack's limit; give it some by a file or on standard input, or start Java"
                            + " with a higher limit (ulimit -s)");
        }
    }

    private static long size(String name, String what, String value) {
        long bytes = value.getBytes(StandardCharsets.UTF_8).length + 1L;
        if (bytes > LONGEST) {
            throw refusal(
                    name,
                    "has " + (bytes - 1) + " bytes in " + what + ", and the kernel takes " + (LONGEST - 1)
                            + " in one; give it by a file or on standard input");
        }
        return bytes + POINTER;
    }

    private static long space() {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/self/limits"))) {
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
            return MOST_SPACE; // then the kernel says so when it is started
        }
    }

    private static void checkWrapper(String name, ProcessTask command) {
        String walls = ", and the wrapper that builds the walls of " + command.profile();
        List<String> reasons = new ArrayList<>();
        int words = Bubblewrap.words(command);
        if (words > Bubblewrap.MOST_WORDS) {
            reasons.add("has " + command.command().size() + " arguments, "
                    + (command.environment().size() + command.inherited().size())
                    + " variables and "
                    + (command.readable().size() + command.writable().size())
                    + " shared files and folders" + walls + " takes about " + Bubblewrap.MOST_WORDS
                    + " words in all, of which an argument is one, and a variable or a shared file three; give it"
                    + " some by a file or on standard input, or use the profile TRUSTED");
        }
        command.limits()
                .openFiles()
                .filter(files -> files < Bubblewrap.FILES)
                .ifPresent(files -> reasons.add("has openFiles " + files + walls + " needs up to " + Bubblewrap.FILES
                        + " itself; set at least " + Bubblewrap.FILES));
        command.limits()
                .processes()
                .filter(count -> count < Bubblewrap.PROCESSES)
                .ifPresent(count -> reasons.add(
                        "has processes " + count + walls + " counts as two; set at least " + Bubblewrap.PROCESSES));
        if (!reasons.isEmpty()) {
            throw refusal(name, String.join("; it ", reasons));
        }
    }
}
