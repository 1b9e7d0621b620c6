// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.examples.pipeline.plan;

import dev.executor.examples.pipeline.plan.Placeholder.Artifacts;
import dev.executor.examples.pipeline.plan.Placeholder.Checkout;
import dev.executor.examples.pipeline.plan.Placeholder.Module;
import dev.executor.examples.pipeline.plan.Placeholder.Property;
import dev.executor.isolation.Command;
import dev.executor.isolation.LogSink;
import dev.executor.isolation.Profile;
import dev.executor.isolation.ResourceLimits;
import java.nio.file.Path;
import java.util.function.UnaryOperator;

/// Makes a command for the sandbox of a step.
///
/// @param step the step
/// @param checkout what relative paths start from
/// @param artifacts the folder with the artifacts of a step, by its name
public record StepCommand(Step step, Path checkout, UnaryOperator<String> artifacts) {
    /// {@return the command}
    /// @param profile how it is walled off
    /// @param limits what it may use
    /// @param log where its lines go
    /// @throws IllegalArgumentException if it cannot be run
    public Command build(Profile profile, ResourceLimits limits, LogSink log) {
        var command = Command.builder(step.command().stream().map(this::filled).toList())
                .inherit(step.inherit().toArray(String[]::new))
                .profile(profile)
                .limits(limits)
                .log(log)
                .expectExit(step.expectedExits().toArray(Integer[]::new))
                .artifacts(step.artifacts().toArray(String[]::new));
        step.environment().forEach((name, value) -> command.environment(name, filled(value)));
        step.folder().ifPresent(folder -> command.folder(path(folder)));
        step.inputs().forEach((path, source) -> command.input(path, path(source)));
        step.readable().forEach(path -> command.readable(path(path)));
        step.writable().forEach(path -> command.writable(path(path)));
        return command.build();
    }

    /// {@return a text of the step with values in place of its placeholders}
    /// @param text the text
    String filled(String text) {
        return Placeholder.fill(text, placeholder -> switch (placeholder) {
            case Checkout _ -> checkout.toString();
            case Artifacts(var needed) -> artifacts.apply(needed);
            // That these are there was checked when the pipeline was read; should one be gone, the text says which.
            case Module(var name) -> ModulePath.find(name).map(Path::toString).orElse(name);
            case Property(var name) -> System.getProperty(name, name);
        });
    }

    private Path path(String text) {
        return checkout.resolve(filled(text)).normalize();
    }
}
