// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.examples.pipeline.plan;

import dev.executor.isolation.Profile;
import dev.executor.isolation.ResourceLimits;
import dev.executor.isolation.SandboxCapabilities;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What a step gets on this machine. Never less than it asks for, unless the step itself says that less will do.
///
/// @param profile how it is walled off
/// @param limits what it may use
/// @param concessions where that is less than it asks for, in words
public record StepGrant(Profile profile, ResourceLimits limits, List<String> concessions) {
    public StepGrant {
        concessions = List.copyOf(concessions);
    }

    /// {@return what a step gets}
    ///
    /// What the machine does not have and the step does not do without stays in it, for the sandbox to refuse.
    ///
    /// @param step the step
    /// @param machine what can be enforced
    public static StepGrant of(Step step, SandboxCapabilities machine) {
        var concessions = new ArrayList<String>();
        var profile = step.profile();
        if (!machine.profiles().contains(profile) && step.orElse().isPresent()) {
            concessions.add("profile " + words(step.orElse().get()) + " instead of " + words(profile));
            profile = step.orElse().get();
        }
        var leftOut = new ArrayList<String>();
        for (var setting : step.limits().settings()) {
            if (!machine.limits().containsKey(setting.limit())
                    && step.orWithout().contains(setting.field())) {
                concessions.add("no limit on " + setting.field());
                leftOut.add(setting.field());
            }
        }
        return new StepGrant(profile, step.limits().without(leftOut), concessions);
    }

    /// {@return an enum's constant as a pipeline has it, or people}
    /// @param constant the constant
    public static String words(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
