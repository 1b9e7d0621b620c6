// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
/// What those on call are given, held against the real things: the rules and dashboards of `docs/operations` against a
/// Prometheus that scrapes the example, and traces against a receiver of OTLP.
package dev.executor.verification.operations;
