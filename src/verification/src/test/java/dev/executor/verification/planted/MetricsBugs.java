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

/// The bugs that the tests of metrics must find when they are planted.
final class MetricsBugs {
    private static final String METRICS = "dev.executor.metrics.";

    private MetricsBugs() {}

    private static PlantedBug bug(String wrong, Patch patch, String test) {
        return new PlantedBug(Tested.METRICS, wrong, patch, METRICS + test);
    }

    static List<PlantedBug> all() {
        return List.of(
                bug(
                        "a failed task counts as a good one",
                        new DropCall(METRICS + "slo.SloTracker", "bad", "Counting.count", 1),
                        "slo.SloEventsTest"),
                bug(
                        "the tracker of objectives hears nothing",
                        new Return(METRICS + "slo.SloTracker", "hear", null),
                        "slo.SloTrackerTest"),
                bug(
                        "a retry counts as a start, and a start does not",
                        new NegateBranch(METRICS + "slo.SloTracker", "hear", 3),
                        "slo.SloEventsTest"),
                bug(
                        "a refusal by a policy is bad",
                        new NegateBranch(METRICS + "slo.SloTracker", "hear", 4),
                        "slo.SloEventsTest"),
                bug(
                        "a start that takes exactly its time is late",
                        new ShiftBranch(METRICS + "slo.SloTracker", "started", 0),
                        "slo.SloEventsTest"),
                bug(
                        "the error budget is that of the shortest window",
                        new RenameCall(METRICS + "slo.SloTracker", "status", "List.getLast", 0, "getFirst"),
                        "slo.SloEventsTest"),
                bug(
                        "a window reaches back a step further than it must",
                        new ShiftBranch(METRICS + "slo.SlidingCounts", "within", 1),
                        "slo.SlidingCountsTest"),
                bug(
                        "what was counted before a window is added to it",
                        new FlipSign(METRICS + "slo.SlidingCounts", "within", 4),
                        "slo.SlidingCountsTest"),
                bug(
                        "a figure is not kept before the first count of a step",
                        new DropCall(METRICS + "slo.SlidingCounts", "count", "SlidingCounts.keepIfDue", 0),
                        "slo.SlidingCountsTest"),
                bug(
                        "the bytes of artifacts are not added up",
                        new DropCall(METRICS + "usage.UsageSums", "artifact", "LongAdder.add", 0),
                        "usage.UsageFiguresTest"),
                bug(
                        "an accounting does not hear of artifacts",
                        new DropCall(METRICS + "usage.UsageAccounting", "hear", "UsageSums.artifact", 0),
                        "usage.UsageAccountingTest"),
                bug(
                        "processor time in the kernel costs nothing",
                        new DropCall(METRICS + "usage.UsageSums", "process", "Optional.ifPresent", 1),
                        "usage.UsageFiguresTest"),
                bug(
                        "the sum of two usages has the difference of their artifacts",
                        new FlipSign(METRICS + "usage.Usage", "plus", 1),
                        "usage.UsageFiguresTest"),
                bug(
                        "the sum of two usages has wall time for processor time",
                        new RenameCall(METRICS + "usage.Usage", "plus", "Usage.cpu", 1, "wall"),
                        "usage.UsageFiguresTest"),
                bug(
                        "a report since another has the attempts of both",
                        new FlipSign(METRICS + "usage.Usage", "minus", 0),
                        "usage.UsageFiguresTest"),
                bug(
                        "a bill prices wall time as processor time",
                        new RenameCall(METRICS + "usage.CostModel", "price", "Usage.cpu", 0, "wall"),
                        "usage.UsageFiguresTest"),
                bug(
                        "the meter of processor time shows wall time",
                        new RenameCall(METRICS + "usage.UsageMeters", "lambda$accept$1", "Usage.cpu", 0, "wall"),
                        "usage.UsageFiguresTest"),
                bug(
                        "a denied retry counts as a stuck attempt",
                        new RenameCall(METRICS + "PoolMeters", "onEvent", "NamedMeters.retryDenied", 0, "stuck"),
                        "PoolMetersTest"),
                bug(
                        "the timeout of a child counts as that of the task",
                        new NegateBranch(METRICS + "NamedMeters", "retried", 1),
                        "PoolMetersTest"),
                bug(
                        "a timeout is no outcome of its clock",
                        new DropCall(METRICS + "NamedMeters", "finished", "NamedMeters.timedOut", 0),
                        "PoolMetersTest"),
                bug(
                        "a task that was given back is no rejection",
                        new DropCall(METRICS + "NamedMeters", "finished", "NamedMeters.rejected", 0),
                        "TaskMetricsTest"),
                bug(
                        "the bytes of kept artifacts have no meter",
                        new DropCall(METRICS + "ProcessMeters", "tell", "Counter.increment", 2),
                        "PoolMetersTest"),
                bug(
                        "a command that fails exits with zero",
                        new NegateBranch(METRICS + "ProcessMeters", "describe", 1),
                        "PoolMetersTest"),
                bug(
                        "the peak of memory has no meter",
                        new DropCall(METRICS + "ProcessMeters", "ended", "Optional.ifPresent", 2),
                        "PoolMetersTest"),
                bug(
                        "dropped events show as errors of listeners",
                        new RenameCall(METRICS + "PoolGauges$Count", "of", "Listeners.droppedEvents", 0, "errors"),
                        "PoolGaugesTest"),
                bug(
                        "a pool that is over is not added up",
                        new FlipSign(METRICS + "PoolGauges", "look", 0),
                        "PoolGaugesTest"),
                bug(
                        "a closed pool with a body that is not back is over",
                        new NegateBranch(METRICS + "PoolGauges", "look", 3),
                        "PoolGaugesTest"),
                bug(
                        "a closed pool offers its permits",
                        new NegateBranch(METRICS + "PoolGauges", "lambda$offering$0", 0),
                        "PoolGaugesTest"),
                bug(
                        "the view shows cancelled tasks as shed",
                        new RenameCall(METRICS + "SnapshotView", "render", "Outcomes.shed", 0, "cancelled"),
                        "SnapshotViewTest"),
                bug(
                        "the view shows retries as denied",
                        new RenameCall(METRICS + "SnapshotView", "render", "Retries.denied", 0, "scheduled"),
                        "SnapshotViewTest"),
                bug(
                        "a span shows seconds as milliseconds",
                        new RenameCall(METRICS + "trace.SpanDetails", "timeout", "Duration.toMillis", 0, "toSeconds"),
                        "trace.SpanDetailsTest"),
                bug(
                        "the timeout of a child is an event of the task",
                        new NegateBranch(METRICS + "trace.TaskTrace", "isOwnTimeout", 1),
                        "trace.SpanDetailsTest"),
                bug(
                        "a trace does not tell of a stuck attempt",
                        new DropCall(METRICS + "trace.TaskTrace", "hear", "TaskTrace.addEvent", 1),
                        "trace.SpanDetailsTest"));
    }
}
