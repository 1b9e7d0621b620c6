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

/// The files of the machine that a command sees at their own path, without the state folders of sandboxes below them.
/// Confined to one thread.
final class Shares {
    /// The folders of the root that the profile [dev.executor.isolation.Profile#STANDARD] has replaced already.
    private static final List<Path> COVERED = List.of(Path.of("/tmp"), Path.of("/run"));

    private final List<String> options;
    private final boolean rootIsSeen;
    private final Optional<Integer> user;
    private final List<Share> shares = new ArrayList<>();
    private final Set<Path> stays = new HashSet<>();
    private final Set<Path> hidden = new LinkedHashSet<>();

    /// @param options the options of bubblewrap, which this adds to
    /// @param rootIsSeen whether the command sees the whole system except for the replaced folders
    /// @param user the id of the user that runs bubblewrap, if it differs from this process's user
    Shares(List<String> options, boolean rootIsSeen, Optional<Integer> user) {
        this.options = options;
        this.rootIsSeen = rootIsSeen;
        this.user = user;
    }

    /// @param what the option of the command that shares it
    /// @param at where it is seen
    /// @param real what is seen there
    private record Share(String what, Path at, Path real) {}

    /// Shows a file or folder.
    ///
    /// @param what the option of the command that shares it
    /// @param how the option of bubblewrap
    /// @param path the file or folder
    /// @throws IOException if it does not exist
    void add(String what, String how, Path path) throws IOException {
        if (!Files.exists(path)) {
            throw new IOException(what + " '" + path
                    + "' does not exist; create it before the command runs, or remove it from the command");
        }
        Path real = path.toRealPath();
        // Where the root is seen, a link is seen as well, and nothing can be mounted on a link.
        Path at = rootIsSeen && !covered(path) ? real : path;
        options.addAll(List.of(how, FileNames.text(real), FileNames.text(at)));
        shares.add(new Share(what, at, real));
    }

    /// {@return whether the path lies in a replaced folder}
    private static boolean covered(Path path) {
        return COVERED.stream().anyMatch(path::startsWith);
    }

    /// Hides the state folder of a sandbox wherever the command would see it.
    ///
    /// @param folder the folder, a path without links
    /// @param always whether an empty folder is shown even if nothing would be seen there
    /// @throws IOException if a shared file lies in it
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

    /// {@return whether the user that runs bubblewrap can reach a folder below a shared one; if not, neither can
    /// the command, and bubblewrap could not hide it}
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

    /// Makes the hidden folders read-only, so that the command cannot fill them. Each costs time, so the one that
    /// is always there stays writable: it is memory like the other private folders, which the memory limit covers.
    void close() throws IOException {
        for (Path place : hidden) {
            if (stays.contains(place)) {
                continue;
            }
            options.addAll(List.of("--remount-ro", FileNames.text(place)));
        }
    }
}
