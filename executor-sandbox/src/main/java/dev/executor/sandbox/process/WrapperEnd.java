// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox.process;

import dev.executor.isolation.LogTail;
import dev.executor.sandbox.cgroup.ControlGroup;
import dev.executor.sandbox.profile.Walls;
import dev.executor.sandbox.spawn.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Optional;

/// Tells the end of a wrapper that could not build its walls from the end of the command. Stateless.
final class WrapperEnd {
    /// What bubblewrap says when all is built and the program cannot be started.
    private static final String NOT_EXECUTED = "bwrap: execvp ";

    private WrapperEnd() {}

    /// A wrapper that fails before it runs the command ends with a code, too; that is not the command's.
    static void check(Optional<Walls.Wrapper> wrapper, Optional<ControlGroup> group, Ended ended, LogTail tail)
            throws IOException {
        boolean killed = ended.signalled() || (!ended.exact() && ended.code() > 128); // the wrapper itself
        if (wrapper.isEmpty() || killed || ended.code() == 0 || memoryIsOver(group)) {
            return;
        }
        String said = tail.text().strip();
        if (said.startsWith(NOT_EXECUTED) && tail.lines().size() == 1) {
            throw new IOException("its program could not be started behind its walls: "
                    + said.substring(NOT_EXECUTED.length()) + "; see whether the profile hides it or what it needs");
        }
        String status = Files.readString(wrapper.get().status());
        if (!status.contains("\"exit-code\"")) {
            throw new IOException("its walls could not be built: " + said + remedy(said));
        }
    }

    private static boolean memoryIsOver(Optional<ControlGroup> group) throws IOException {
        return group.isPresent() && group.get().outOfMemory() > 0;
    }

    /// {@return what to do about what bubblewrap says}
    private static String remedy(String said) {
        if (said.contains("Too many open files")) {
            return "; raise openFiles, which the wrapper needs some of";
        }
        if (said.contains("Resource temporarily unavailable")) {
            return "; raise processes, of which the wrapper is two, or the user's own limit of them (ulimit -u)";
        }
        if (said.contains("No space left on device") || said.contains("max_user_namespaces")) {
            return "; raise user.max_user_namespaces";
        }
        if (said.contains("Operation not permitted") || said.contains("Permission denied")) {
            return "; allow user namespaces and mounts to this process, see docs/sandbox.md";
        }
        return "; see what the command shares, and docs/sandbox.md for what the profile needs";
    }
}
