// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox.spawn;

import dev.executor.sandbox.work.FileNames;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A shell script that joins the control group, sets its limits, and then executes the program. Used where the parent
/// cannot do that.
///
/// It fails closed: if a step fails, it writes the reason to a file and exits, and the program never runs. The shell's
/// own environment is empty, so no variable of the program (`LD_PRELOAD`) acts on it. The program's variables are in
/// the script, which only this user can read, and not in arguments, which every user can read. `env` sets the variables
/// that shells use themselves (`OPTIND`, `SECONDS`). The program's arguments are in the script, too, as bytes; the JDK
/// would convert them to another encoding.
final class Trampoline {
    static final Path SHELL = Path.of("/bin/sh");
    private static final Path ENV = Path.of("/usr/bin/env");
    private static final int FAILED = 125;

    /// Variables that some shell sets, checks or uses: those of POSIX, dash, bash, ksh and zsh.
    static final Pattern SHELLS_OWN = Pattern.compile(
            "_|OPT(IND|ARG|ERR)|IFS|P?PID|E?UID|E?GID|GROUPS|USERNAME"
                    + "|SHELLOPTS|BASH.*|S?RANDOM|SECONDS|EPOCH.*|LINENO|FUNC.*|DIRSTACK|HIST.*|COMP.*|PIPESTATUS|pipestatus|PWD"
                    + "|OLDPWD|PS[0-9]|PROMPT.*|ENV|MAIL.*|POSIXLY_CORRECT|CDPATH|cdpath|TMOUT|IGNOREEOF|KSH.*|ZSH.*|ERRNO"
                    + "|COLUMNS|LINES|MACHTYPE|HOSTTYPE|OSTYPE|HOSTNAME|SHLVL|[A-Z]*IGNORE|FCEDIT|FPATH|fpath|REPLY|status|argv|path");

    private final Path script;
    private final Path failureFile;

    private Trampoline(Path script, Path failureFile) {
        this.script = script;
        this.failureFile = failureFile;
    }

    /// Writes the script.
    ///
    /// @param argv the program and its arguments
    /// @param limits the limits of a single process
    /// @param opensStdin whether it opens the file for standard input itself
    static Trampoline write(LaunchRequest request, List<String> argv, Rlimits limits, boolean opensStdin)
            throws IOException {
        Path script = request.scratch().resolve("launch.sh");
        Path failureFile = request.scratch().resolve("start-failure");
        var lines = new StringBuilder("fail() { echo \"$1\" >" + quote(failureFile) + "; exit " + FAILED + "; }\n");
        if (request.group().isPresent()) {
            for (Path file : request.group().get().joinFiles()) {
                lines.append("echo 0 >%s || fail %s\n"
                        .formatted(quote(file), quote("could not join the control group " + file.getParent())));
            }
        }
        addLimits(lines, limits);
        if (opensStdin) {
            lines.append("exec <%s || fail 'could not open standard input'\n".formatted(quote(request.stdin())));
        }
        int descriptor = LaunchRequest.FIRST_DESCRIPTOR;
        for (var opened : request.descriptors()) {
            String direction = switch (opened.access()) {
                case READ -> "<";
                case WRITE -> ">";
            };
            lines.append("exec %d%s%s || fail 'could not open descriptor %d'\n"
                    .formatted(descriptor, direction, quote(opened.file()), descriptor));
            descriptor++;
        }
        lines.append("cd %s || fail 'could not enter the work folder'\n".formatted(quote(request.folder())));
        addProgram(lines, request.environment(), argv);
        Files.createFile(script, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(script, lines, StandardCharsets.UTF_8, StandardOpenOption.WRITE);
        return new Trampoline(script, failureFile);
    }

    private static void addLimits(StringBuilder lines, Rlimits limits) {
        limits.values()
                .forEach((resource, values) -> lines.append(
                        // The soft limit first: the hard one cannot go below it.
                        "ulimit -S%1$c %2$d && ulimit -H%1$c %3$d || fail 'could not set the limit %4$s'\n"
                                .formatted(
                                        resource.option,
                                        Math.ceilDiv(values.soft(), resource.unit),
                                        Math.ceilDiv(values.hard(), resource.unit),
                                        resource)));
    }

    private static void addProgram(StringBuilder lines, Map<String, String> environment, List<String> argv)
            throws IOException {
        var program = new ArrayList<String>();
        environment.forEach((name, value) -> {
            if (SHELLS_OWN.matcher(name).matches()) {
                program.add(name + "=" + value);
            }
        });
        if (!program.isEmpty()) {
            if (argv.getFirst().contains("=")) {
                throw new IOException("the program " + argv.getFirst() + " has a '=' in its path, and "
                        + program.getFirst().split("=", 2)[0]
                        + " is a variable that shells use themselves: a script cannot set both; rename one of them");
            }
            program.addFirst(ENV.toString());
        }
        program.addAll(argv);
        lines.append("set --");
        program.forEach(argument -> lines.append(" \\\n").append(quote(argument)));
        lines.append("\nunset PATH PWD OLDPWD\n");
        // The locale comes last, as it could change how the shell reads the rest.
        environment.entrySet().stream()
                .filter(variable -> !SHELLS_OWN.matcher(variable.getKey()).matches())
                .sorted(Comparator.comparing(variable -> variable.getKey().startsWith("L")))
                .forEach(variable ->
                        lines.append("export %s=%s\n".formatted(variable.getKey(), quote(variable.getValue()))));
        lines.append("trap 'fail \"could not start $1\"' EXIT\n"); // runs only if exec fails
        lines.append("exec \"$@\"\n");
    }

    List<String> argv() {
        return List.of(SHELL.toString(), script.toString());
    }

    /// Fails if the script ended without executing the program.
    ///
    /// @throws LaunchFailure with the reason that the script wrote
    void check(Ended end) {
        if (end.code() != FAILED) {
            return;
        }
        try {
            if (Files.exists(failureFile)) {
                throw new LaunchFailure(Files.readString(failureFile).strip(), null);
            }
        } catch (IOException e) {
            throw new LaunchFailure("could not read " + failureFile, e);
        }
    }

    /// Thrown when the program did not run.
    static final class LaunchFailure extends RuntimeException {
        private static final long serialVersionUID = 1L;

        LaunchFailure(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    private static String quote(Path path) throws IOException {
        return quote(FileNames.text(path));
    }

    private static String quote(String value) {
        return "'" + value.replace("'", "'\\''") + "'";
    }
}
