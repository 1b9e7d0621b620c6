// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.verification.planted;

import dev.executor.core.sim.Patch;
import dev.executor.core.sim.Patch.DropCall;
import dev.executor.core.sim.Patch.FlipSign;
import dev.executor.core.sim.Patch.NegateBranch;
import dev.executor.core.sim.Patch.RenameCall;
import dev.executor.core.sim.Patch.Return;
import dev.executor.core.sim.Patch.ShiftBranch;
import java.util.List;

/// The bugs that the tests of the sandbox must find when they are planted.
final class SandboxBugs {
    private static final String SANDBOX = "dev.executor.sandbox.";

    private SandboxBugs() {}

    private static PlantedBug bug(String wrong, Patch patch, String test) {
        return new PlantedBug(Tested.SANDBOX, wrong, patch, SANDBOX + test);
    }

    static List<PlantedBug> all() {
        return List.of(
                bug(
                        "a limit that ended a process is not told",
                        new NegateBranch(SANDBOX + "process.ExitDecider", "exit", 3),
                        "process.ExitDeciderTest"),
                bug(
                        "the last code that stands for a signal is a code",
                        new ShiftBranch(SANDBOX + "process.ExitDecider", "relayed", 4),
                        "process.ExitDeciderTest"),
                bug(
                        "bytes read are bytes written",
                        new RenameCall(
                                SANDBOX + "process.PartialResult", "usage", "Readings.bytesRead", 0, "bytesWritten"),
                        "process.UsageOfProcessTest"),
                bug(
                        "processor time of the kernel is that of the process",
                        new RenameCall(
                                SANDBOX + "process.PartialResult", "usage", "Readings.userNanos", 0, "systemNanos"),
                        "process.UsageOfProcessTest"),
                bug(
                        "what a second disk has read is subtracted",
                        new FlipSign(SANDBOX + "cgroup.UnifiedGroup", "ioBytes", 0),
                        "cgroup.GroupReadingsTest"),
                bug(
                        "processes that were killed for memory are not counted",
                        new DropCall(SANDBOX + "cgroup.UnifiedGroup", "readings", "UnifiedGroup.outOfMemory", 0),
                        "cgroup.GroupReadingsTest"),
                bug(
                        "the share of the kernel is of the difference of the ticks",
                        new FlipSign(SANDBOX + "cgroup.LegacyGroup", "inKernel", 0),
                        "cgroup.GroupReadingsTest"),
                bug(
                        "the group of a container is taken for the one of the machine",
                        new NegateBranch(SANDBOX + "cgroup.Mounts", "folder", 2),
                        "cgroup.MountsTest"),
                bug(
                        "a full disk is past its limit",
                        new ShiftBranch(SANDBOX + "process.Watch", "measured", 0),
                        "process.WatchTest"),
                bug(
                        "wall time goes on to be watched after the process has ended",
                        new Return(SANDBOX + "process.Watch", "forgetTime", null),
                        "process.WatchTest"),
                bug(
                        "processor time that is used up is not past its limit",
                        new DropCall(SANDBOX + "process.Watch", "processorTimeExceeded", "Duration.isZero", 0),
                        "process.WatchTest"),
                bug(
                        "a count of no memory kill is one",
                        new ShiftBranch(SANDBOX + "process.Watch", "look", 2),
                        "process.WatchTest"),
                bug(
                        "secrets are not erased",
                        new Return(SANDBOX + "process.Secrets", "close", null),
                        "process.SecretsTest"),
                bug(
                        "secrets are not erased when a later one cannot be fetched",
                        new DropCall(SANDBOX + "process.Secrets", "fetch", "Secrets.close", 0),
                        "process.SecretsTest"),
                bug(
                        "the longest secret is too long",
                        new ShiftBranch(SANDBOX + "process.Secrets", "fetch", 1),
                        "process.SecretsTest"),
                bug(
                        "a secret that was fetched is not told",
                        new DropCall(SANDBOX + "process.Secrets", "fetch", "AttemptEvents.secretRead", 1),
                        "process.SecretsTest"),
                bug(
                        "an attempt that begins while the sandbox closes is not told",
                        new DropCall(SANDBOX + "process.RunningAttempts", "add", "BlockingQueue.add", 0),
                        "process.RunningAttemptsTest"),
                bug(
                        "an attempt that has ended is told that the sandbox closes",
                        new Return(SANDBOX + "process.RunningAttempts", "remove", null),
                        "process.RunningAttemptsTest"),
                bug(
                        "a variable that is handed on is not there",
                        new DropCall(SANDBOX + "process.Environments", "of", "TreeMap.putAll", 0),
                        "process.EnvironmentsTest"),
                bug(
                        "a tail that is exactly full loses a line",
                        new ShiftBranch(SANDBOX + "output.AttemptLog", "keep", 1),
                        "output.AttemptLogTest"),
                bug(
                        "a tail never loses what was removed from it",
                        new FlipSign(SANDBOX + "output.AttemptLog", "keep", 2),
                        "output.AttemptLogTest"),
                bug(
                        "lines past the rate do not count as lost",
                        new NegateBranch(SANDBOX + "output.AttemptLog", "keep", 0),
                        "output.AttemptLogTest"),
                bug(
                        "a sink that throws is called again",
                        new Return(SANDBOX + "output.AttemptLog", "breaks", null),
                        "output.AttemptLogTest"),
                bug(
                        "processes are killed when they are to be warned",
                        new FlipSign(SANDBOX + "spawn.Rlimits", "lambda$of$2", 0),
                        "spawn.RlimitsTest"),
                bug(
                        "calls of the 32-bit interface are not looked at",
                        new DropCall(SANDBOX + "profile.SeccompFilter", "assemble", "SeccompFilter.when", 0),
                        "profile.SeccompFilterTest"),
                bug(
                        "a filter jumps past the check of an argument",
                        new FlipSign(SANDBOX + "profile.SeccompFilter", "whenArgument", 0),
                        "profile.SeccompFilterTest"),
                bug(
                        "an artifact that leads out is kept",
                        new NegateBranch(SANDBOX + "artifact.FolderStore", "put", 0),
                        "artifact.FolderStoreTest"));
    }
}
