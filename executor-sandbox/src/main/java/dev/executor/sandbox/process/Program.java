// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox.process;

import dev.executor.isolation.Command;
import dev.executor.sandbox.work.FileNames;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/// The program of a command, after a check that the kernel can start it. The kernel itself reports only "no such file",
/// and does not say which file is missing. Immutable.
///
/// @param path its absolute path
/// @param interpreter the program that the kernel starts to run it: the one in the first line of a script, or the
///     loader of a dynamically linked program
record Program(Path path, Optional<Path> interpreter) {
    private static final boolean WINDOWS = System.getProperty("os.name").startsWith("Windows");
    private static final int LONGEST_LINE = 256; // the kernel's limit

    /// {@return the program of a command; on Windows, which has its own search rules, only its name}
    /// @throws IOException if it does not exist or cannot be started; the message says why
    static Program of(Command command, Map<String, String> environment, Path work) throws IOException {
        String name = command.argv().getFirst();
        if (WINDOWS) {
            return new Program(Path.of(name), Optional.empty());
        }
        Path path = find(name, environment.getOrDefault("PATH", ""), work);
        return new Program(path, interpreter(name, path));
    }

    private static Path find(String name, String searched, Path work) throws IOException {
        if (name.contains("/")) {
            Path path = resolve(name, work);
            if (isProgram(path)) {
                return path;
            }
            throw new IOException(
                    "program '" + name + "' does not exist or cannot be executed (looked at " + path + ")");
        }
        for (String folder : searched.split(":", -1)) {
            if (folder.startsWith("/") && isProgram(resolve(name, FileNames.path(folder)))) {
                return FileNames.path(folder).resolve(FileNames.path(name));
            }
        }
        throw new IOException("program '" + name + "' was not found in the PATH of its environment (" + searched
                + "); give its path, or set PATH");
    }

    private static Path resolve(String name, Path folder) throws IOException {
        try {
            return folder.resolve(FileNames.path(name)).normalize();
        } catch (InvalidPathException e) {
            throw new IOException("program '" + name + "' is not a path", e);
        }
    }

    private static boolean isProgram(Path path) {
        return Files.isRegularFile(path) && Files.isExecutable(path);
    }

    private static Optional<Path> interpreter(String name, Path path) throws IOException {
        if (!Files.isReadable(path)) {
            return Optional.empty(); // the kernel can read it, and reports errors itself
        }
        byte[] head;
        try (var in = Files.newInputStream(path)) {
            head = in.readNBytes(LONGEST_LINE * 16);
        }
        if (head.length > 2 && head[0] == '#' && head[1] == '!') {
            return Optional.of(ofScript(name, new String(head, StandardCharsets.UTF_8)));
        }
        Optional<Path> loader = loader(head);
        if (loader.isPresent() && !isProgram(loader.get())) {
            throw new IOException("program '" + name + "' needs the loader " + loader.get()
                    + ", which does not exist; install the C library that it was built for, or build it for this"
                    + " system");
        }
        return loader;
    }

    private static Path ofScript(String name, String text) throws IOException {
        String line = text.substring(2).lines().findFirst().orElse("");
        String interpreter = line.strip().split("[ \\t]", 2)[0];
        if (text.substring(2).split("\n", 2)[0].endsWith("\r")) {
            throw new IOException(
                    "program '" + name + "' names its interpreter '" + interpreter + "' in a line that ends"
                            + " with a carriage return, which the kernel takes as part of the name; save it with line"
                            + " feeds only");
        }
        Path path = resolve(interpreter, Path.of("/"));
        if (!interpreter.startsWith("/") || !isProgram(path)) {
            throw new IOException("program '" + name + "' names the interpreter '" + interpreter
                    + "' in its first line, which does not exist or cannot be executed; install it, or name another");
        }
        return path;
    }

    /// Reads the entry PT_INTERP of a 64-bit ELF file; see elf(5).
    private static Optional<Path> loader(byte[] head) {
        final int fileHeader = 64;
        final int programHeader = 56;
        final int interpreterType = 3;
        if (head.length < fileHeader || head[0] != 0x7f || head[1] != 'E' || head[4] != 2 || head[5] != 1) {
            return Optional.empty();
        }
        var elf = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN);
        long at = elf.getLong(32);
        int count = elf.getShort(56);
        for (int i = 0; i < count; i++, at += programHeader) {
            if (at < 0 || at + programHeader > head.length) {
                return Optional.empty();
            }
            if (elf.getInt((int) at) == interpreterType) {
                long from = elf.getLong((int) at + 8);
                long to = from + elf.getLong((int) at + 32) - 1; // without the NUL
                return from > 0 && to > from && to < head.length
                        ? Optional.of(Path.of(new String(head, (int) from, (int) (to - from), StandardCharsets.UTF_8)))
                        : Optional.empty();
            }
        }
        return Optional.empty();
    }
}
