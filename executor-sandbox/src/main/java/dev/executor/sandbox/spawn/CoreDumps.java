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

/// How core dumps are limited; see core(5). Immutable.
///
/// Where the kernel pipes them to a program it looks at no limit, but for one: of exactly one byte there is none.
/// No shell can set that, as theirs count in blocks, so `prlimit` does.
public final class CoreDumps {
    private static final Path PATTERN = Path.of("/proc/sys/kernel/core_pattern");

    /// What keeps the kernel from piping. A file of that size is not made either.
    private static final long NONE = 1;

    private final Optional<Path> prlimit;

    /// Makes one.
    ///
    /// @param prlimit the program, where it is installed
    public CoreDumps(Optional<Path> prlimit) {
        this.prlimit = prlimit;
    }

    /// {@return whether the kernel hands them to a program, of whatever size}; looked at for each start, as it can
    /// change
    public boolean piped() {
        try {
            String pattern = Files.readString(PATTERN, StandardCharsets.ISO_8859_1);
            return pattern.startsWith("|") || pattern.startsWith("@");
        } catch (IOException e) {
            return false; // no such kernel, or it does not tell: the limit of zero holds for files
        }
    }

    /// {@return whether there is nothing that could set the limit in time}
    public boolean cannotBePrevented() {
        return prlimit.isEmpty() && piped();
    }

    /// {@return the limit in bytes that keeps to what was asked for}
    long bytes(ResourceLimits limits) {
        long wanted = limits.coreSize().bytes();
        return wanted == 0 && piped() ? NONE : wanted;
    }

    /// {@return what to start for a program to have its limit before its first instruction, where no shell can set it}
    List<String> wrap(List<String> argv, Rlimits limits) {
        if (prlimit.isEmpty() || limits.core() != NONE) {
            return argv;
        }
        var wrapped = new ArrayList<>(List.of(prlimit.get().toString(), "--core=" + NONE + ":" + NONE, "--"));
        wrapped.addAll(argv);
        return wrapped;
    }

    /// {@return whether what this process hands on by itself keeps to a limit}
    /// @param inherited this process's own soft limit
    /// @param wanted the limit
    static boolean keeps(long inherited, long wanted) {
        return wanted == NONE ? inherited == NONE : Long.compareUnsigned(inherited, wanted) <= 0;
    }
}
