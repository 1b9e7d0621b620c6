// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox.spawn;

import dev.executor.isolation.ResourceLimits;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/// The limits of a single process, which its children inherit; see setrlimit(2).
///
/// @param values the soft and hard value of each
record Rlimits(Map<Resource, Values> values) {
    /// Soft and hard value.
    record Values(long soft, long hard) {}

    /// The limited resource.
    ///
    /// @implNote the numbers are those of Linux on all common processors but MIPS, SPARC and Alpha
    enum Resource {
        CPU(0, 't', 1),
        FILE_SIZE(1, 'f', 512),
        CORE(4, 'c', 512),
        OPEN_FILES(7, 'n', 1);

        final int number;
        final char option; // of the shell's ulimit
        final int unit; // of the shell's ulimit, in bytes or seconds

        Resource(int number, char option, int unit) {
            this.number = number;
            this.option = option;
            this.unit = unit;
        }
    }

    /// {@return the limit of a core dump}
    long core() {
        return Objects.requireNonNull(values.get(Resource.CORE)).soft();
    }

    /// {@return whether nothing but core dumps is limited}
    boolean onlyCore() {
        return values.size() == 1;
    }

    static Rlimits of(ResourceLimits limits, CoreDumps cores) {
        var values = new LinkedHashMap<Resource, Values>();
        long core = cores.bytes(limits);
        values.put(Resource.CORE, new Values(core, core));
        limits.openFiles().ifPresent(files -> values.put(Resource.OPEN_FILES, new Values(files, files)));
        // The sandbox watches the disk limit; the kernel stops a single file at once.
        limits.fileSize()
                .or(limits::disk)
                .ifPresent(size -> values.put(Resource.FILE_SIZE, new Values(size.bytes(), size.bytes())));
        limits.cpuTime().ifPresent(time -> {
            // Whole seconds, rounded up. Past the soft limit the kernel sends SIGXCPU, which a process may catch; past
            // the
            // hard one SIGKILL.
            long seconds = time.plusNanos(999_999_999).toSeconds();
            values.put(Resource.CPU, new Values(seconds, seconds + 1));
        });
        return new Rlimits(values);
    }
}
