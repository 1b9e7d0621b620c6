// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox.profile;

import dev.executor.sandbox.work.FileNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What of the machine's files a command sees at their own place, and the state folders of sandboxes that are hidden
/// within. Confined to one thread.
final class Shares {
    /// What the profile [dev.executor.isolation.Profile#STANDARD] has covered of the root already.
    private static final List<Path> COVERED = List.of(Path.of("/tmp"), Path.of("/run"));

    private final List<String> options;
    private final boolean rootIsSeen;
    private final Optional<Integer> user;
    private final List<Share> shares = new ArrayList<>();
    private final Set<Path> stays = new HashSet<>();
    private final Set<Path> hidden = new LinkedHashSet<>();

    /// @param options where the options of bubblewrap are added
    /// @param rootIsSeen whether all of the system is seen, but for what is covered
    /// @param user the number of the user that the walls are built by, if it is another than this process's
    Shares(List<String> options, boolean rootIsSeen, Optional<Integer> user) {
        this.options = options;
        this.rootIsSeen = rootIsSeen;
        this.user = user;
    }

    /// @param what how the command calls it
    /// @param at where it is seen
    /// @param real what is seen there
    private record Share(String what, Path at, Path real) {}

    /// Lets a file or folder be seen.
    ///
    /// @param what how the command calls it
    /// @param how the option of bubblewrap
    /// @param path the file or folder
    /// @throws IOException if it is not there
    void add(String what, String how, Path path) throws IOException {
        if (!Files.exists(path)) {
            throw new IOException(
                    what + " '" + path + "' is not there; make it before the command is run, or leave it" + " out");
        }
        Path real = path.toRealPath();
        // A link is there itself where the root is, and nothing can be put upon one.
        Path at = rootIsSeen && !covered(path) ? real : path;
        options.addAll(List.of(how, FileNames.text(real), FileNames.text(at)));
        shares.add(new Share(what, at, real));
    }

    /// What of the root is covered by something else.
    private static boolean covered(Path path) {
        return COVERED.stream().anyMatch(path::startsWith);
    }

    /// Hides the state folder of a sandbox wherever it would be seen.
    ///
    /// @param folder the folder, a path without links
    /// @param always whether an empty folder is to be there in any case
    /// @throws IOException if something in it was to be seen
    void hide(Path folder, boolean always) throws IOException {
        if (always) {
            cover(folder);
            stays.add(folder);
        }
        if (!Files.isDirectory(folder)) {
            return;
        }
        if (rootIsSeen && !covered(folder)) {
            cover(folder);
        }
        for (Share share : shares) {
            if (share.real().startsWith(folder)) {
                throw new IOException(share.what() + " '" + share.at() + "' lies in " + folder
                        + ", where a sandbox keeps its commands' folders and secrets; keep it elsewhere");
            }
            if (folder.startsWith(share.real()) && reachable(share.real(), folder)) {
                cover(share.at().resolve(share.real().relativize(folder)));
            }
        }
    }

    /// Whether the user that builds the walls can get to a folder below what is shared. Where he cannot,
    /// neither can the command, and he could not cover it.
    private boolean reachable(Path shared, Path folder) throws IOException {
        if (user.isEmpty()) {
            return true;
        }
        for (Path above = folder.getParent(); above != null && above.startsWith(shared); above = above.getParent()) {
            var permissions = Files.getPosixFilePermissions(above);
            boolean owns = Files.getAttribute(above, "unix:uid").equals(user.get())
                    || Files.getAttribute(above, "unix:gid").equals(user.get());
            if (!owns && !permissions.contains(PosixFilePermission.OTHERS_EXECUTE)) {
                return false;
            }
        }
        return true;
    }

    private void cover(Path place) throws IOException {
        if (hidden.add(place)) {
            options.addAll(List.of("--tmpfs", FileNames.text(place)));
        }
    }

    /// Nothing more will be put into what was hidden, and nobody can fill it. That costs time for each, and the
    /// one that is there in any case is memory like others behind walls.
    void close() throws IOException {
        for (Path place : hidden) {
            if (stays.contains(place)) {
                continue;
            }
            options.addAll(List.of("--remount-ro", FileNames.text(place)));
        }
    }
}
