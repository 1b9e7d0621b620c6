// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
/// What the library does to the JVM that it lives in: how it ends with it, and what it leaves behind when an
/// application is taken out of it. Each test starts a JVM or a class loader of its own.
@NullMarked
package dev.executor.verification.jvm;

import org.jspecify.annotations.NullMarked;
