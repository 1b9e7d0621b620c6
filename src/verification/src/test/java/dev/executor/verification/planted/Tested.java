// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.verification.planted;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// A module with tests, and the modules that these tests see.
enum Tested {
    API("executor-api"),
    CORE("executor-core", "executor-api"),
    SANDBOX("executor-sandbox", "executor-api", "executor-core"),
    METRICS("executor-metrics", "executor-api", "executor-core", "executor-sandbox");

    private static final Path CHECKOUT = Path.of(System.getProperty("checkout"));

    private final String module;
    private final List<String> needs;

    Tested(String module, String... needs) {
        this.module = module;
        this.needs = List.of(needs);
    }

    /// {@return the folders that have its classes, its tests, and the classes of what it needs}
    List<Path> classes() {
        return Stream.concat(
                        Stream.of(target(module, "test-classes"), target(module, "classes")),
                        needs.stream().map(needed -> target(needed, "classes")))
                .toList();
    }

    private static Path target(String module, String folder) {
        return CHECKOUT.resolve(module).resolve("target").resolve(folder);
    }
}
