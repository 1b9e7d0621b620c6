// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox.work;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// Resolves a path through links of this process's user and of root only. Another user who may change a folder on the
/// way could otherwise redirect the path to any file of the machine, which root could read. Stateless.
final class Links {
    private static final LinkOption NO_LINKS = LinkOption.NOFOLLOW_LINKS;
    private static final int MOST_LINKS = 40; // the kernel's limit
    private static final Path SELF = Path.of("/proc/self");

    private Links() {}

    /// {@return a path without links}; a part of it may be replaced with a link later, so open it without following
    /// links.
    /// @param path the path
    /// @throws IOException if a link of another user is on the way, or the path leads to nothing
    static Path follow(Path path) throws IOException {
        Path absolute = path.toAbsolutePath();
        Path root = Objects.requireNonNull(absolute.getRoot());
        var rest = new ArrayDeque<>(names(absolute));
        Path at = root;
        int links = 0;
        while (!rest.isEmpty()) {
            Path name = rest.removeFirst();
            if (name.toString().equals("..")) {
                at = Objects.requireNonNullElse(at.getParent(), root);
                continue;
            }
            Path next = name.toString().isEmpty() || name.toString().equals(".") ? at : at.resolve(name);
            if (next.equals(at) || !Files.isSymbolicLink(next)) {
                at = next;
                continue;
            }
            if (++links > MOST_LINKS) {
                throw new IOException(path + " leads through more than " + MOST_LINKS + " links");
            }
            check(path, next);
            Path target = Files.readSymbolicLink(next);
            names(target).reversed().forEach(rest::addFirst);
            at = target.isAbsolute() ? root : at;
        }
        return at;
    }

    private static List<Path> names(Path path) {
        var names = new ArrayList<Path>();
        path.forEach(names::add);
        return names;
    }

    private static void check(Path path, Path link) throws IOException {
        if (!Files.exists(SELF)) {
            return;
        }
        int owner = (int) Files.getAttribute(link, "unix:uid", NO_LINKS);
        if (owner != 0 && !Files.getAttribute(SELF, "unix:uid").equals(owner)) {
            throw new IOException(path + " leads through the link " + link + ", which belongs to the user " + owner
                    + " and not to this application's user; give the target of the link instead");
        }
    }
}
