// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
/// Where the engine can be extended or replaced: time and threads ([Host]), running ([Isolator]), deciding
/// ([AdmissionPolicy]), context ([ContextCarrier]), and how the API finds an engine ([PoolProvider]).
///
/// Each is one small interface with a written contract: which thread calls it, what it may do, what an exception means.
/// Applications rarely need this package; frameworks and tests do.
@NullMarked
package dev.executor.spi;

import org.jspecify.annotations.NullMarked;
