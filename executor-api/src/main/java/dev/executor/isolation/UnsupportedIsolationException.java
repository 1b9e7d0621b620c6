// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.isolation;

import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A command asks for what this machine cannot enforce. It is refused before it becomes a task.
///
/// @since 0.1
public final class UnsupportedIsolationException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /// What is missing; not serialized.
    private final transient @Nullable List<SandboxCapabilities.Gap> gaps;

    /// Makes one.
    ///
    /// @param name the task's name
    /// @param gaps what is missing
    public UnsupportedIsolationException(String name, List<SandboxCapabilities.Gap> gaps) {
        super("Command '" + name + "' asks for what this machine cannot enforce: "
                + gaps.stream().map(SandboxCapabilities.Gap::toString).collect(Collectors.joining("; ")));
        this.gaps = List.copyOf(Objects.requireNonNull(gaps, "gaps"));
    }

    /// {@return what is missing; nothing if this exception was deserialized, when only the message tells}
    public List<SandboxCapabilities.Gap> gaps() {
        return gaps == null ? List.of() : gaps;
    }
}
