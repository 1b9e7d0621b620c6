// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.examples.pipeline.plan;

import dev.executor.isolation.Profile;
import dev.executor.policy.RetryPolicy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// One step of a pipeline: a command, how it is to be run, and what has to come before. Texts may have placeholders.
///
/// @param name what it is called
/// @param command the program and its arguments
/// @param environment its environment
/// @param inherit variables that it gets from the runner's own environment
/// @param folder the folder that it works in; empty means a new private one
/// @param inputs what is copied into its work folder, by the path in there
/// @param readable what it may read besides, in the profile untrusted
/// @param writable what it may change besides, in the profiles standard and untrusted
/// @param profile how it is walled off
/// @param orElse how it may be walled off where the machine does not have that profile
/// @param limits what it may use
/// @param orWithout the limits, by their fields, that it may run without where the machine cannot enforce them
/// @param needs the steps that have to succeed first
/// @param artifacts globs of the files of its work folder that are kept
/// @param retry whether and when a failed attempt is followed by another
/// @param attemptTimeout how long one attempt may take
/// @param timeout how long all attempts may take together, waits included
/// @param expectedExits the exit codes that are no failure
public record Step(
        String name,
        List<String> command,
        Map<String, String> environment,
        List<String> inherit,
        Optional<String> folder,
        Map<String, String> inputs,
        List<String> readable,
        List<String> writable,
        Profile profile,
        Optional<Profile> orElse,
        StepLimits limits,
        List<String> orWithout,
        List<String> needs,
        List<String> artifacts,
        RetryPolicy retry,
        Optional<Duration> attemptTimeout,
        Optional<Duration> timeout,
        Set<Integer> expectedExits) {}
