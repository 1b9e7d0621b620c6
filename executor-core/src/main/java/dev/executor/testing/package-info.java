// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
/// A test kit for code that uses the library: pools in virtual time, and a listener that records.
///
/// [dev.executor.testing.ManualPool] is a real pool on a [dev.executor.testing.ManualHost]: nothing happens until the
/// test says so, and ten minutes of backoff pass at once. [dev.executor.testing.RecordingListener] keeps every event.
/// Start reading at `ManualPool`.
@NullMarked
package dev.executor.testing;

import org.jspecify.annotations.NullMarked;
