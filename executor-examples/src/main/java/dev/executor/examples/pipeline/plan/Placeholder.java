// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.examples.pipeline.plan;

import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What stands for something else in a text: `${checkout}`. With one more dollar, `$${checkout}`, it stands for itself.
sealed interface Placeholder {
    String ARTIFACTS = "artifacts.";
    String MODULE = "module.";
    Pattern PATTERN = Pattern.compile("(\\$?)\\$\\{([^{}]+)}");

    /// `${checkout}`: the folder that relative paths start from.
    record Checkout() implements Placeholder {}

    /// `${artifacts.compile}`: the folder with the artifacts of a step.
    ///
    /// @param step the step
    record Artifacts(String step) implements Placeholder {}

    /// `${module.org.jspecify}`: the jar or folder of a module that the runner was given.
    ///
    /// @param name its name
    record Module(String name) implements Placeholder {}

    /// `${java.home}`: a system property of the runner's JVM.
    ///
    /// @param name its name
    record Property(String name) implements Placeholder {}

    /// {@return the placeholders in a text}
    /// @param text the text
    static List<Placeholder> in(String text) {
        return PATTERN.matcher(text)
                .results()
                .filter(found -> found.group(1).isEmpty())
                .map(found -> of(found.group(2)))
                .toList();
    }

    /// {@return a text with values in place of its placeholders}
    /// @param text the text
    /// @param values the value of each
    static String fill(String text, Function<Placeholder, String> values) {
        return PATTERN.matcher(text)
                .replaceAll(found -> Matcher.quoteReplacement(
                        found.group(1).isEmpty()
                                ? values.apply(of(found.group(2)))
                                : found.group().substring(1)));
    }

    private static Placeholder of(String name) {
        if (name.equals("checkout")) {
            return new Checkout();
        }
        if (name.startsWith(ARTIFACTS)) {
            return new Artifacts(name.substring(ARTIFACTS.length()));
        }
        return name.startsWith(MODULE) ? new Module(name.substring(MODULE.length())) : new Property(name);
    }
}
