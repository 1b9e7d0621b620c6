// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.examples.files;

import dev.executor.examples.console.StopRequest;
import dev.executor.examples.console.UnusableException;
import java.io.File;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The files of a folder, in the order in which they were found.
///
/// @param files every regular file that is not in a folder left out
/// @param unlisted folders whose content could not be listed, and why
/// @param skipped how many links, pipes and other entries that are neither file nor folder were left out
/// @param complete whether all of the folder was walked; not if the user stopped it
public record FileWalk(List<Input> files, List<String> unlisted, int skipped, boolean complete) {
    private static final Set<String> LEFT_OUT = Set.of(".git", "target");

    public FileWalk {
        files = List.copyOf(files);
        unlisted = List.copyOf(unlisted);
    }

    public static FileWalk of(Path folder, StopRequest stop) throws UnusableException {
        var visitor = new Visitor(folder, stop);
        try {
            Files.walkFileTree(folder, visitor);
        } catch (IOException e) {
            throw new UnusableException("folder was '" + folder + "', which cannot be listed: " + e, e);
        }
        return new FileWalk(visitor.files, visitor.unlisted, visitor.skipped, !stop.requested());
    }

    private static final class Visitor extends SimpleFileVisitor<Path> {
        private final Path folder;
        private final StopRequest stop;
        private final List<Input> files = new ArrayList<>();
        private final List<String> unlisted = new ArrayList<>();
        private int skipped;

        Visitor(Path folder, StopRequest stop) {
            this.folder = folder;
            this.stop = stop;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
            boolean leftOut = !directory.equals(folder)
                    && LEFT_OUT.contains(directory.getFileName().toString());
            return leftOut ? FileVisitResult.SKIP_SUBTREE : goOn();
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (attributes.isRegularFile()) {
                files.add(Input.file(name(file), attributes.size(), file));
            } else {
                // A pipe would block its reader for ever, beyond the reach of an interrupt.
                skipped++;
            }
            return goOn();
        }

        @Override
        public FileVisitResult visitFileFailed(Path path, IOException failure) throws IOException {
            if (path.equals(folder)) {
                throw failure;
            }
            unlisted.add(name(path) + ": " + failure);
            return goOn();
        }

        @Override
        public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure) {
            if (failure != null) {
                unlisted.add(name(directory) + ": " + failure);
            }
            return goOn();
        }

        private FileVisitResult goOn() {
            return stop.requested() ? FileVisitResult.TERMINATE : FileVisitResult.CONTINUE;
        }

        private String name(Path path) {
            return folder.relativize(path).toString().replace(File.separatorChar, '/');
        }
    }
}
