// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.examples.files;

/// What reading a file told of it.
///
/// @param bytes its length
/// @param deflatedBytes its length, compressed by DEFLATE at the fastest level
/// @param lines how many line ends it has, as `wc -l`
/// @param sha256 its SHA-256, in hexadecimal
public record FileReport(long bytes, long deflatedBytes, long lines, String sha256) {}
