// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox.spawn;

import dev.executor.isolation.ResourceLimits;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Limits core dumps; see core(5). Immutable.
///
/// Where the kernel pipes core dumps to a program, it ignores the limit, except that a limit of exactly one byte
/// prevents the dump. Shells count in blocks and cannot set it, so `prlimit` does.
public final class CoreDumps {
    private static final Path PATTERN = Path.of("/proc/sys/kernel/core_pattern");

    /// The limit that keeps the kernel from piping. It writes no file of that size either.
    private static final long NONE = 1;

    private final Optional<Path> prlimit;

    /// Makes one.
    ///
    /// @param prlimit the program, where it is installed
    public CoreDumps(Optional<Path> prlimit) {
        this.prlimit = prlimit;
    }

    /// {@return whether the kernel pipes core dumps of any size to a program}; read at each start, because it can
    /// change
    public boolean piped() {
        try {
            String pattern = Files.readString(PATTERN, StandardCharsets.ISO_8859_1);
            return pattern.startsWith("|") || pattern.startsWith("@");
        } catch (IOException e) {
            return false; // not Linux, or not readable: then a limit of zero prevents files
        }
    }

    /// {@return whether core dumps are piped and `prlimit` is missing}
    public boolean cannotBePrevented() {
        return prlimit.isEmpty() && piped();
    }

    /// {@return the limit in bytes that enforces the requested one}
    long bytes(ResourceLimits limits) {
        long wanted = limits.coreSize().bytes();
        return wanted == 0 && piped() ? NONE : wanted;
    }

    /// {@return the arguments that start a program with its limit set before its first instruction}
    List<String> wrap(List<String> argv, Rlimits limits) {
        if (prlimit.isEmpty() || limits.core() != NONE) {
            return argv;
        }
        var wrapped = new ArrayList<>(List.of(prlimit.get().toString(), "--core=" + NONE + ":" + NONE, "--"));
        wrapped.addAll(argv);
        return wrapped;
    }

    /// {@return whether the limit that children inherit from this process is low enough}
    /// @param inherited this process's own soft limit
    /// @param wanted the limit
    static boolean keeps(long inherited, long wanted) {
        return wanted == NONE ? inherited == NONE : Long.compareUnsigned(inherited, wanted) <= 0;
    }
}
