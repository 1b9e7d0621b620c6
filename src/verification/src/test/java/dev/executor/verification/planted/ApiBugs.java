// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.verification.planted;

import dev.executor.core.sim.Patch;
import dev.executor.core.sim.Patch.DropCall;
import dev.executor.core.sim.Patch.FlipSign;
import dev.executor.core.sim.Patch.NegateBranch;
import dev.executor.core.sim.Patch.RenameCall;
import dev.executor.core.sim.Patch.ShiftBranch;
import java.util.List;

/// The bugs that the tests of the API must find when they are planted.
final class ApiBugs {
    private static final String API = "dev.executor.";

    private ApiBugs() {}

    private static PlantedBug bug(String wrong, Patch patch, String test) {
        return new PlantedBug(Tested.API, wrong, patch, API + test);
    }

    static List<PlantedBug> all() {
        return List.of(
                bug(
                        "the smallest number of a range is refused",
                        new ShiftBranch(API + "spi.Require", "range", 0),
                        "spi.RequireTest"),
                bug(
                        "the largest number of a range is refused",
                        new ShiftBranch(API + "spi.Require", "range", 1),
                        "spi.RequireTest"),
                bug(
                        "no duration is positive",
                        new DropCall(API + "spi.Require", "positive", "Duration.isPositive", 0),
                        "spi.RequireTest"),
                bug("a name may break a line", new NegateBranch(API + "spi.Require", "name", 3), "spi.RequireTest"),
                bug(
                        "a setting of a pool does not count for equality",
                        new DropCall(API + "PoolConfig$Draft", "all", "LinkedHashMap.put", 6),
                        "PoolConfigTest"),
                bug(
                        "a setting of a pool has no range",
                        new DropCall(API + "PoolConfig$Draft", "check", "Require.range", 1),
                        "PoolConfigTest"),
                bug(
                        "what an extension adds is not there",
                        new DropCall(API + "PoolConfig", "extended", "List.forEach", 0),
                        "PoolConfigTest"),
                bug(
                        "the total of outcomes leaves out shed tasks",
                        new FlipSign(API + "PoolSnapshot$Outcomes", "total", 3),
                        "PoolSnapshotTest"),
                bug(
                        "a drain that has cancelled tasks is clean",
                        new NegateBranch(API + "DrainReport", "clean", 0),
                        "DrainReportTest"),
                bug(
                        "details of eight attempts are not made",
                        new ShiftBranch(API + "OutcomeDetails", "of", 0),
                        "OutcomeDetailsTest"),
                bug(
                        "details are equal whatever the policy has thrown",
                        new NegateBranch(API + "OutcomeDetails", "equals", 3),
                        "OutcomeDetailsTest"),
                bug(
                        "the maker of an id is taken for the id",
                        new NegateBranch(API + "TaskInfo", "id", 0),
                        "TaskInfoTest"),
                bug(
                        "a failure that names its kind is not asked",
                        new NegateBranch(API + "FailureKind", "of", 0),
                        "FailureKindTest"),
                bug("a 33rd label is added", new DropCall(API + "Task", "withLabel", "Require.range", 0), "TaskTest"),
                bug(
                        "the floor of a budget is never used up",
                        new FlipSign(API + "policy.RetryBudget", "withdrawFloor", 2),
                        "policy.RetryBudgetTest"),
                bug(
                        "a budget refills only from readings of the clock that are older",
                        new NegateBranch(API + "policy.RetryBudget", "withdrawFloor", 1),
                        "policy.RetryBudgetTest"),
                bug(
                        "a budget grants no retry that uses up the last token",
                        new ShiftBranch(API + "policy.RetryBudget", "withdrawEarned", 0),
                        "policy.RetryBudgetTest"),
                bug(
                        "a budget saves up more than its reserve",
                        new RenameCall(API + "policy.RetryBudget", "lambda$deposit$0", "Math.min", 0, "max"),
                        "policy.RetryBudgetTest"),
                bug(
                        "a backoff passes its maximum",
                        new RenameCall(API + "policy.Backoff$Exponential", "delay", "Math.min", 0, "max"),
                        "policy.BackoffTest"),
                bug(
                        "equal jitter passes the wait",
                        new FlipSign(API + "policy.Backoff$Exponential", "delay", 2),
                        "policy.BackoffTest"),
                bug(
                        "a limit that is set is not among those that are",
                        new DropCall(API + "isolation.ResourceLimits", "set", "Optional.ifPresent", 5),
                        "isolation.ResourceLimitsTest"),
                bug(
                        "a limit is lost when limits are derived",
                        new DropCall(API + "isolation.ResourceLimits$Builder", "<init>", "Optional.orElse", 4),
                        "isolation.ResourceLimitsTest"),
                bug(
                        "an input leads out of the work folder",
                        new NegateBranch(API + "isolation.CommandRules", "relative", 2),
                        "isolation.CommandRulesTest"),
                bug(
                        "a command may wait for longer than a minute",
                        new NegateBranch(API + "isolation.Command", "<init>", 3),
                        "isolation.CommandRulesTest"));
    }
}
