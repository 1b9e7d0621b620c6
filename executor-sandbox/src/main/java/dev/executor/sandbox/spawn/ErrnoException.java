// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox.spawn;

import java.io.IOException;

/// A system call failed.
final class ErrnoException extends IOException {
    private static final long serialVersionUID = 1L;

    /// The number of the error.
    private final int code;

    ErrnoException(String what, int code, String text) {
        super(what + ": " + text + " (errno " + code + ")");
        this.code = code;
    }

    int code() {
        return code;
    }
}
