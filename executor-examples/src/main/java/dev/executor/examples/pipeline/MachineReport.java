// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.examples.pipeline;

import dev.executor.examples.pipeline.plan.StepGrant;
import dev.executor.isolation.SandboxCapabilities;
import dev.executor.isolation.SandboxCapabilities.Enforcement;
import java.io.PrintStream;
import java.util.Map;
import java.util.stream.Collectors;

/// Says what the machine can enforce, and what it cannot.
final class MachineReport {
    private MachineReport() {}

    static void print(SandboxCapabilities machine, PrintStream out) {
        var groups = switch (machine.cgroups()) {
            case NONE -> "no control groups";
            case V1 -> "control groups v1";
            case V2 -> "control groups v2";
        };
        var spawning = switch (machine.spawning()) {
            case PROCESS_BUILDER -> "processes started by ProcessBuilder";
            case NATIVE -> "processes started by the C library";
        };
        out.println("machine    " + groups + "; " + spawning);
        out.println("profiles   "
                + machine.profiles().stream().map(StepGrant::words).collect(Collectors.joining(", ")));
        out.println("limits     " + limits(machine, Enforcement.KERNEL) + " (by the kernel)");
        out.println("           " + limits(machine, Enforcement.WATCHED) + " (watched)");
        for (var gap : machine.gaps()) {
            out.println("missing    " + gap);
        }
    }

    private static String limits(SandboxCapabilities machine, Enforcement enforcement) {
        var limits = machine.limits().entrySet().stream()
                .filter(limit -> limit.getValue() == enforcement)
                .map(Map.Entry::getKey)
                .map(StepGrant::words)
                .collect(Collectors.joining(", "));
        return limits.isEmpty() ? "none" : limits;
    }
}
