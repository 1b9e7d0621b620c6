// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox.process;

import dev.executor.isolation.LogTail;
import dev.executor.sandbox.cgroup.ControlGroup;
import dev.executor.sandbox.profile.ConfinedCommand;
import dev.executor.sandbox.spawn.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Optional;

/// Tells a wrapper that failed to confine the command from a command that failed. Stateless.
final class WrapperEnd {
    /// What bubblewrap prints when the confinement is set up but the program cannot be started.
    private static final String NOT_EXECUTED = "bwrap: execvp ";

    private WrapperEnd() {}

    /// Fails if the wrapper ended before it ran the command: its exit code is not the command's.
    static void check(
            Optional<ConfinedCommand.Wrapper> wrapper, Optional<ControlGroup> group, Ended ended, LogTail tail)
            throws IOException {
        boolean killed = ended.signalled() || (!ended.exact() && ended.code() > 128); // the wrapper itself
        if (wrapper.isEmpty() || killed || ended.code() == 0 || memoryIsOver(group)) {
            return;
        }
        String said = tail.text().strip();
        if (said.startsWith(NOT_EXECUTED) && tail.lines().size() == 1) {
            throw new IOException(
                    "its program could not be started in its confinement: " + said.substring(NOT_EXECUTED.length())
                            + "; check whether the profile hides the program or a file it needs");
        }
        String status = Files.readString(wrapper.get().status());
        if (!status.contains("\"exit-code\"")) {
            throw new IOException("its confinement could not be set up: " + said + remedy(said));
        }
    }

    private static boolean memoryIsOver(Optional<ControlGroup> group) throws IOException {
        return group.isPresent() && group.get().outOfMemory() > 0;
    }

    /// {@return the remedy for an error message of bubblewrap}
    private static String remedy(String said) {
        if (said.contains("Too many open files")) {
            return "; raise openFiles, as the wrapper needs some itself";
        }
        if (said.contains("Resource temporarily unavailable")) {
            return "; raise processes, as the wrapper counts as two, or the user's own process limit (ulimit -u)";
        }
        if (said.contains("No space left on device") || said.contains("max_user_namespaces")) {
            return "; raise user.max_user_namespaces";
        }
        if (said.contains("Operation not permitted") || said.contains("Permission denied")) {
            return "; allow this process to create user namespaces and mounts, see docs/sandbox.md";
        }
        return "; check what the command shares, and see docs/sandbox.md for what the profile needs";
    }
}
