// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.examples.pipeline.plan;

import dev.executor.examples.pipeline.plan.Placeholder.Artifacts;
import dev.executor.examples.pipeline.plan.Placeholder.Checkout;
import dev.executor.examples.pipeline.plan.Placeholder.Module;
import dev.executor.examples.pipeline.plan.Placeholder.Property;
import dev.executor.isolation.LogSink;
import dev.executor.isolation.ResourceLimits;
import dev.executor.spi.Require;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Predicate;

/// What can be wrong with a step although each of its fields could be read.
///
/// @param step the step
/// @param fields where problems go
/// @param checkout what relative paths start from
record StepCheck(Step step, Fields fields, Path checkout) {
    void run() {
        if (step.command().isEmpty()) {
            fields.problem("has no command; give one: \"command\": [\"program\", \"argument\"]");
            return;
        }
        checkPlaceholders();
        checkPaths();
        checkConcessions();
        step.attemptTimeout().ifPresent(value -> fields.checking(() -> Require.positive("attemptTimeout", value)));
        step.timeout().ifPresent(value -> fields.checking(() -> Require.positive("timeout", value)));
        // The library refuses the rest: names of variables, paths that leave the work folder.
        fields.checking(() -> new StepCommand(step, checkout, _ -> "filled")
                .build(step.profile(), ResourceLimits.none(), LogSink.discard()));
    }

    private void checkPlaceholders() {
        step.command().forEach(text -> checkPlaceholders("command", text));
        step.environment().forEach((name, text) -> checkPlaceholders("environment." + name, text));
        step.folder().ifPresent(text -> checkPlaceholders("folder", text));
        step.inputs().forEach((path, text) -> checkPlaceholders("inputs." + path, text));
        step.readable().forEach(text -> checkPlaceholders("readable", text));
        step.writable().forEach(text -> checkPlaceholders("writable", text));
    }

    private void checkPlaceholders(String field, String text) {
        for (var placeholder : Placeholder.in(text)) {
            switch (placeholder) {
                case Checkout _ -> {}
                case Artifacts(var needed) -> {
                    if (!step.needs().contains(needed)) {
                        fields.problem(
                                field, Fields.quoted(text), "; add '" + needed + "' to needs, so that it comes before");
                    }
                }
                case Module(var name) -> {
                    if (ModulePath.find(name).isEmpty()) {
                        fields.problem(
                                field,
                                Fields.quoted(text),
                                "; put the module " + name + " on the runner's module path");
                    }
                }
                case Property(var name) -> {
                    if (System.getProperty(name) == null) {
                        fields.problem(
                                field,
                                Fields.quoted(text),
                                "; ${" + name + "} stands for nothing: write ${checkout}, ${artifacts.STEP},"
                                        + " ${module.NAME} or a system property such as ${java.home}, or $${" + name
                                        + "} to keep it");
                    }
                }
            }
        }
    }

    private void checkPaths() {
        step.inputs().forEach((path, source) -> checkPath("inputs." + path, source, Files::exists));
        step.folder().ifPresent(folder -> checkPath("folder", folder, Files::isDirectory));
    }

    private void checkPath(String field, String text, Predicate<Path> there) {
        // The rest is not known yet, or has been complained about already.
        boolean known = Placeholder.in(text).stream().allMatch(placeholder -> switch (placeholder) {
            case Checkout _ -> true;
            case Artifacts _ -> false;
            case Module(var name) -> ModulePath.find(name).isPresent();
            case Property(var name) -> System.getProperty(name) != null;
        });
        if (known) {
            var path = checkout.resolve(new StepCommand(step, checkout, _ -> "").filled(text));
            if (!there.test(path)) {
                fields.problem(
                        field,
                        Fields.quoted(text),
                        "; there is no such " + (field.equals("folder") ? "folder" : "file or folder") + " as " + path);
            }
        }
    }

    private void checkConcessions() {
        if (step.orElse().filter(step.profile()::equals).isPresent()) {
            fields.problem(
                    "orElse", Fields.quoted(StepGrant.words(step.profile())), ", the profile itself; leave it out");
        }
        for (var field : step.orWithout()) {
            if (step.limits().settings().stream()
                    .noneMatch(setting -> setting.field().equals(field))) {
                fields.problem("orWithout", Fields.quoted(field), ", which the step does not limit; leave it out");
            }
        }
    }
}
