// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.examples.console;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// The file for the result, as JSON. Made before the work starts, so that a path which cannot be written is
/// known in time; it appears under its name when it is complete.
public final class ResultFile implements AutoCloseable {
    private static final JsonMapper MAPPER =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private final Path file;
    private final Path part;

    private ResultFile(Path file, Path part) {
        this.file = file;
        this.part = part;
    }

    /// {@return a file that can be written}
    /// @param file its path
    /// @throws UnusableException if it cannot
    public static ResultFile open(Path file) throws UnusableException {
        if (Files.isDirectory(file)) {
            throw new UnusableException("--json was '" + file + "', which is a folder; name a file");
        }
        // A path that has no parent is a root, which is a folder.
        var part = file.resolveSibling(
                file.getFileName() + "." + ProcessHandle.current().pid() + ".part");
        try {
            Files.createDirectories(part.toAbsolutePath().getParent());
            Files.createFile(part);
            return new ResultFile(file, part);
        } catch (IOException e) {
            throw new UnusableException(
                    "--json was '" + file + "', which cannot be written (" + e + "); name a file where you may write",
                    e);
        }
    }

    /// Writes the result, made of records.
    ///
    /// @param result the result
    /// @throws UnusableException if it cannot be written after all
    public void write(Record result) throws UnusableException {
        try {
            MAPPER.writeValue(part, result);
            Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException | JacksonException e) {
            throw new UnusableException(
                    "--json was '" + file + "', which could not be written (" + e
                            + "); the table above is all there is",
                    e);
        }
    }

    /// Removes what was not completed.
    @Override
    public void close() {
        try {
            Files.deleteIfExists(part);
        } catch (IOException e) {
            System.err.println(part + " could not be deleted: " + e);
        }
    }

    /// {@return a result that was written}
    /// @param file the file
    /// @param type what it was made of
    /// @param <T> what it was made of
    public static <T extends Record> T read(Path file, Class<T> type) {
        return MAPPER.readValue(file, type);
    }
}
