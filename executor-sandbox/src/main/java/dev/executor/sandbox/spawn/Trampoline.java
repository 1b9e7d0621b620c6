// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox.spawn;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A shell script that puts its own process into the control group, limits it, and becomes the program. For where the
/// parent cannot do that.
///
/// It fails closed: whatever it cannot do, it writes down and ends, and the program never runs. Its own environment is
/// plain, so that nothing given to the program (`LD_PRELOAD`) acts on the shell; the program's is in the script, which
/// nobody else can read, and not among its arguments, which all can.
final class Trampoline {
    static final Path SHELL = Path.of("/bin/sh");
    private static final int FAILED = 125;

    private final Path script;
    private final Path complaint;

    private Trampoline(Path script, Path complaint) {
        this.script = script;
        this.complaint = complaint;
    }

    /// Writes the script.
    static Trampoline write(Launch launch) throws IOException {
        Path script = launch.scratch().resolve("launch.sh");
        Path complaint = launch.scratch().resolve("complaint");
        var lines = new StringBuilder("fail() { echo \"$1\" >" + quote(complaint) + "; exit " + FAILED + "; }\n");
        if (launch.group().isPresent()) {
            for (Path door : launch.group().get().doors()) {
                lines.append("echo 0 >%s || fail 'could not join the control group %s'\n"
                        .formatted(quote(door), door.getParent()));
            }
        }
        Rlimits.of(launch.limits())
                .values()
                .forEach((resource, values) -> lines.append(
                        // The soft limit first: the hard one cannot go below it.
                        "ulimit -S%1$c %2$d && ulimit -H%1$c %3$d || fail 'could not set the limit %4$s'\n"
                                .formatted(
                                        resource.option,
                                        Math.ceilDiv(values.soft(), resource.unit),
                                        Math.ceilDiv(values.hard(), resource.unit),
                                        resource)));
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
        lines.append("unset PATH PWD OLDPWD\n");
        launch.environment().forEach((name, value) -> lines.append("export %s=%s\n".formatted(name, quote(value))));
        lines.append("trap 'fail \"could not start $1\"' EXIT\n"); // where exec fails, it ends the shell
        lines.append("exec \"$@\"\n");
        Files.createFile(script, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(script, lines, StandardCharsets.UTF_8, StandardOpenOption.WRITE);
        return new Trampoline(script, complaint);
    }

    List<String> argv(List<String> program) {
        var argv = new ArrayList<>(List.of(SHELL.toString(), script.toString()));
        argv.addAll(program);
        return argv;
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

    private static String quote(Object value) {
        return "'" + value.toString().replace("'", "'\\''") + "'";
    }
}
