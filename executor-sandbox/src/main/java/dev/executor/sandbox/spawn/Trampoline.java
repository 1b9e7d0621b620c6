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

/// A shell script that puts its own process into the control group, limits it, and becomes the program. For where the
/// parent cannot do that.
///
/// It fails closed: whatever it cannot do, it writes down and ends, and the program never runs. Its own environment is
/// plain, so that nothing given to the program (`LD_PRELOAD`) acts on the shell; the program's is in the script, which
/// nobody else can read, and not among its arguments, which all can. Variables that mean something to some shell
/// (`OPTIND`, `SECONDS`) never become its own: `env` sets them. So do the program's arguments stand in the script, as
/// bytes, which the JDK would put into another encoding.
final class Trampoline {
    static final Path SHELL = Path.of("/bin/sh");
    private static final Path ENV = Path.of("/usr/bin/env");
    private static final int FAILED = 125;

    /// Variables that some shell sets, checks, or acts upon when they are set: those of POSIX, dash, bash, ksh and zsh.
    static final Pattern SHELLS_OWN = Pattern.compile(
            "_|OPT(IND|ARG|ERR)|IFS|P?PID|E?UID|E?GID|GROUPS|USERNAME"
                    + "|SHELLOPTS|BASH.*|S?RANDOM|SECONDS|EPOCH.*|LINENO|FUNC.*|DIRSTACK|HIST.*|COMP.*|PIPESTATUS|pipestatus|PWD"
                    + "|OLDPWD|PS[0-9]|PROMPT.*|ENV|MAIL.*|POSIXLY_CORRECT|CDPATH|cdpath|TMOUT|IGNOREEOF|KSH.*|ZSH.*|ERRNO"
                    + "|COLUMNS|LINES|MACHTYPE|HOSTTYPE|OSTYPE|HOSTNAME|SHLVL|[A-Z]*IGNORE|FCEDIT|FPATH|fpath|REPLY|status|argv|path");

    private final Path script;
    private final Path complaint;

    private Trampoline(Path script, Path complaint) {
        this.script = script;
        this.complaint = complaint;
    }

    /// Writes the script.
    ///
    /// @param argv what it becomes in the end
    /// @param limits those of a single process
    /// @param opensStdin whether it opens the file for standard input itself
    static Trampoline write(Launch launch, List<String> argv, Rlimits limits, boolean opensStdin) throws IOException {
        Path script = launch.scratch().resolve("launch.sh");
        Path complaint = launch.scratch().resolve("complaint");
        var lines = new StringBuilder("fail() { echo \"$1\" >" + quote(complaint) + "; exit " + FAILED + "; }\n");
        if (launch.group().isPresent()) {
            for (Path door : launch.group().get().doors()) {
                lines.append("echo 0 >%s || fail %s\n"
                        .formatted(quote(door), quote("could not join the control group " + door.getParent())));
            }
        }
        addLimits(lines, limits);
        if (opensStdin) {
            lines.append("exec <%s || fail 'could not open standard input'\n".formatted(quote(launch.stdin())));
        }
        int descriptor = Launch.FIRST_DESCRIPTOR;
        for (var opened : launch.descriptors()) {
            String direction = switch (opened.access()) {
                case READ -> "<";
                case WRITE -> ">";
            };
            lines.append("exec %d%s%s || fail 'could not open descriptor %d'\n"
                    .formatted(descriptor, direction, quote(opened.file()), descriptor));
            descriptor++;
        }
        lines.append("cd %s || fail 'could not enter the work folder'\n".formatted(quote(launch.folder())));
        addProgram(lines, launch.environment(), argv);
        Files.createFile(script, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(script, lines, StandardCharsets.UTF_8, StandardOpenOption.WRITE);
        return new Trampoline(script, complaint);
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
                        + " is a variable that shells use themselves: one of the two cannot be; rename one");
            }
            program.addFirst(ENV.toString());
        }
        program.addAll(argv);
        lines.append("set --");
        program.forEach(argument -> lines.append(" \\\n").append(quote(argument)));
        lines.append("\nunset PATH PWD OLDPWD\n");
        // Last what could change how the shell reads the rest.
        environment.entrySet().stream()
                .filter(variable -> !SHELLS_OWN.matcher(variable.getKey()).matches())
                .sorted(Comparator.comparing(variable -> variable.getKey().startsWith("L")))
                .forEach(variable ->
                        lines.append("export %s=%s\n".formatted(variable.getKey(), quote(variable.getValue()))));
        lines.append("trap 'fail \"could not start $1\"' EXIT\n"); // where exec fails, it ends the shell
        lines.append("exec \"$@\"\n");
    }

    List<String> argv() {
        return List.of(SHELL.toString(), script.toString());
    }

    /// Throws if the script ended instead of becoming the program.
    ///
    /// @throws LaunchFailure saying what it complained of
    void check(Ended end) {
        if (end.code() != FAILED) {
            return;
        }
        try {
            if (Files.exists(complaint)) {
                throw new LaunchFailure(Files.readString(complaint).strip(), null);
            }
        } catch (IOException e) {
            throw new LaunchFailure("could not read " + complaint, e);
        }
    }

    /// The program was not run.
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
