// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor;

import java.util.Objects;

/// Names one submitted task for its whole life. Opaque: compare it, print it, do not parse it.
///
/// @param value the text form, unique within the process unless a [dev.executor.spi.Host] says otherwise
/// @since 0.1
public record TaskId(String value) {
    /// Refuses a blank value.
    public TaskId {
        if (Objects.requireNonNull(value, "value").isBlank()) {
            throw new IllegalArgumentException("task id was blank; give it at least one visible character");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
