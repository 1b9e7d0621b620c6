// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
/// A small service as those on call see it: it works for three tenants, with all that goes wrong in such work, and
/// serves its metrics, its snapshot and its bills.
///
/// [dev.executor.examples.service.Service] is the program; [dev.executor.examples.service.Observed] is a pool with
/// everything that watches it, [dev.executor.examples.service.Traces] its traces; [dev.executor.examples.service.Load]
/// is the work, [dev.executor.examples.service.Commands] that of processes; [dev.executor.examples.service.Endpoints]
/// answers.
@NullMarked
package dev.executor.examples.service;

import org.jspecify.annotations.NullMarked;
