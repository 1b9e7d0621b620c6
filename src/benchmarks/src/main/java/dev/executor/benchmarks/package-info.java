// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
/// What the library costs, beside the JDK, Failsafe and resilience4j in the same run. Start reading at
/// [dev.executor.benchmarks.Report].
@NullMarked
package dev.executor.benchmarks;

import org.jspecify.annotations.NullMarked;
