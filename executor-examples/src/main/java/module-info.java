// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
/// Runnable scenarios.
@org.jspecify.annotations.NullMarked
module dev.executor.examples {
    requires static org.jspecify;
    requires dev.executor;
    requires tools.jackson.databind;

    // The results are made of records, which Jackson looks into.
    opens dev.executor.examples to
            tools.jackson.databind;
    opens dev.executor.examples.pipeline to
            tools.jackson.databind;
}
