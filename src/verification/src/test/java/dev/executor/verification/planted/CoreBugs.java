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

/// The bugs that the tests of core must find when they are planted, besides those that the simulation finds.
final class CoreBugs {
    private static final String CORE = "dev.executor.core.";
    private static final String DECIDER = CORE + "outcome.OutcomeDecider";
    private static final String CLOCKS = CORE + "lifecycle.TaskClocks";
    private static final String BODY_THREAD = CORE + "lifecycle.BodyThread";
    private static final String EFFECTS = CORE + "lifecycle.TaskEffects";
    private static final String POOL = CORE + "pool.BoundedPool";
    private static final String SHUTDOWN = CORE + "pool.Shutdown";
    private static final String DISPATCHER = CORE + "dispatch.Dispatcher";
    private static final String GATE = CORE + "dispatch.ConcurrencyGate";
    private static final String WORKER = CORE + "dispatch.Worker";
    private static final String RUNNER = CORE + "run.AttemptRunner";
    private static final String SLOTS = CORE + "admission.Slots";
    private static final String LEVELS = CORE + "queue.AgeingLevels";
    private static final String VIEW = CORE + "view.PoolExecutorService";

    private CoreBugs() {}

    private static PlantedBug bug(String wrong, Patch patch, String test) {
        return new PlantedBug(Tested.CORE, wrong, patch, CORE + test);
    }

    static List<PlantedBug> all() {
        return List.of(
                // Retries and their budget.
                bug(
                        "a first attempt earns no retry",
                        new DropCall(DECIDER, "firstAttempt", "RetryBudget.deposit", 0),
                        "pool.RetryTest"),
                bug(
                        "a task that is never retried earns a retry",
                        new ShiftBranch(DECIDER, "firstAttempt", 0),
                        "pool.RetryTest"),
                bug(
                        "only tasks that are never retried earn retries",
                        new NegateBranch(DECIDER, "firstAttempt", 0),
                        "pool.RetryTest"),
                bug(
                        "the shorter of backoff and requested delay counts",
                        new NegateBranch(DECIDER, "delay", 0),
                        "pool.HostileFailureTest"),
                bug(
                        "a requested delay is not cut to its cap",
                        new NegateBranch(DECIDER, "clamped", 1),
                        "pool.HostileFailureTest"),
                bug(
                        "a delay below zero stays below zero",
                        new NegateBranch(DECIDER, "clamped", 0),
                        "pool.HostileFailureTest"),
                bug(
                        "what a stopped attempt threw is lost",
                        new DropCall(DECIDER, "threw", "Throwable.addSuppressed", 0),
                        "pool.RetryTest"),
                bug(
                        "a denied retry is not counted",
                        new DropCall(DECIDER, "retry", "LongAdder.increment", 0),
                        "pool.FiguresTest"),
                // Deadlines and clocks.
                bug("a child inherits no deadline", new NegateBranch(CLOCKS, "<init>", 3), "pool.ClocksTest"),
                bug(
                        "a child with a timeout of its own inherits no deadline",
                        new NegateBranch(CLOCKS, "<init>", 4),
                        "pool.ClocksTest"),
                bug("the later of two deadlines counts", new NegateBranch(CLOCKS, "<init>", 5), "pool.ClocksTest"),
                bug(
                        "an inherited deadline counts from the child's submit",
                        new FlipSign(CLOCKS, "<init>", 1),
                        "pool.ClocksTest"),
                bug(
                        "a child on another clock inherits a deadline",
                        new NegateBranch(CLOCKS, "<init>", 2),
                        "pool.ClocksTest"),
                bug(
                        "what is left of an attempt grows with time",
                        new FlipSign(CLOCKS, "remaining", 1),
                        "pool.ClocksTest"),
                bug(
                        "what is left to the deadline grows with time",
                        new FlipSign(CLOCKS, "remaining", 0),
                        "pool.ClocksTest"),
                bug(
                        "a timeout names the task's own limit when the inherited one has passed",
                        new NegateBranch(CLOCKS, "totalLimit", 1),
                        "pool.ClocksTest"),
                bug(
                        "the stuck clock runs on over attempts",
                        new DropCall(BODY_THREAD, "bodyBackToRetry", "BodyThread.attemptOver", 0),
                        "pool.ClocksTest"),
                bug(
                        "each further interrupt starts the stuck clock and none the first",
                        new NegateBranch(BODY_THREAD, "interruptBody", 2),
                        "pool.ClocksTest"),
                bug(
                        "a stuck attempt is reported with the wrong time",
                        new FlipSign(BODY_THREAD, "reportStuck", 0),
                        "pool.ClocksTest"),
                bug(
                        "a stuck attempt counts as stuck for ever",
                        new NegateBranch(BODY_THREAD, "attemptOver", 0),
                        "pool.ClocksTest"),
                bug(
                        "a stuck attempt is reported again and again",
                        new NegateBranch(CLOCKS, "phaseDeadline", 5),
                        "pool.ClocksTest"),
                bug(
                        "a wait for a slot moves a start time",
                        new FlipSign(CLOCKS, "startDelayNanos", 0),
                        "pool.ClocksTest"),
                // Figures.
                bug(
                        "a snapshot shows timedOut as cancelled",
                        new RenameCall(POOL, "snapshot", "PoolSnapshotBuilder.timedOut", 0, "cancelled"),
                        "pool.FiguresTest"),
                bug(
                        "a snapshot shows succeeded as failed",
                        new RenameCall(POOL, "snapshot", "PoolSnapshotBuilder.succeeded", 0, "failed"),
                        "pool.FiguresTest"),
                bug(
                        "a snapshot shows retriesScheduled as retriesDenied",
                        new RenameCall(POOL, "snapshot", "PoolSnapshotBuilder.retriesScheduled", 0, "retriesDenied"),
                        "pool.FiguresTest"),
                bug(
                        "a snapshot shows droppedEvents as listenerErrors",
                        new RenameCall(POOL, "snapshot", "PoolSnapshotBuilder.droppedEvents", 0, "listenerErrors"),
                        "pool.FiguresTest"),
                bug(
                        "a snapshot shows accepted as refused",
                        new RenameCall(POOL, "snapshot", "PoolSnapshotBuilder.accepted", 0, "refused"),
                        "pool.FiguresTest"),
                bug(
                        "a snapshot shows live as bound",
                        new RenameCall(POOL, "snapshot", "PoolSnapshotBuilder.live", 0, "bound"),
                        "pool.FiguresTest"),
                bug(
                        "a snapshot shows permitsTaken as permitLimit",
                        new RenameCall(POOL, "snapshot", "PoolSnapshotBuilder.permitsTaken", 0, "permitLimit"),
                        "pool.FiguresTest"),
                bug(
                        "a snapshot shows stopping as stuck",
                        new RenameCall(POOL, "snapshot", "PoolSnapshotBuilder.stopping", 0, "stuck"),
                        "pool.FiguresTest"),
                bug(
                        "a snapshot shows delayed as stopping",
                        new RenameCall(POOL, "snapshot", "PoolSnapshotBuilder.delayed", 0, "stopping"),
                        "pool.FiguresTest"),
                bug(
                        "a snapshot shows another number of threads",
                        new DropCall(POOL, "snapshot", "Dispatcher.threadsStarted", 0),
                        "pool.FiguresTest"),
                bug("errors of callbacks are not counted", new FlipSign(POOL, "snapshot", 0), "pool.FiguresTest"),
                bug(
                        "a failed task is not among the completed ones",
                        new FlipSign(CORE + "pool.Tally", "finished", 0),
                        "pool.FiguresTest"),
                bug(
                        "a report counts what had ended before the drain",
                        new FlipSign(SHUTDOWN, "report", 0),
                        "pool.FiguresTest"),
                bug(
                        "a report counts what it cancelled as completed",
                        new FlipSign(SHUTDOWN, "report", 1),
                        "pool.FiguresTest"),
                bug("a report tells the wrong time", new FlipSign(SHUTDOWN, "report", 2), "pool.FiguresTest"),
                bug(
                        "a second drain counts from its own beginning",
                        new NegateBranch(SHUTDOWN, "begin", 0),
                        "pool.FiguresTest"),
                bug(
                        "a report names one task too many",
                        new ShiftBranch(CORE + "pool.PoolLife", "decided", 3),
                        "pool.FiguresTest"),
                bug(
                        "a report names no stuck task",
                        new Return(CORE + "lifecycle.BodyThread", "isStuck", 0),
                        "pool.FiguresTest"),
                // Permits that are lent.
                bug(
                        "the last parent that comes back goes on first",
                        new RenameCall(
                                CORE + "sync.WaitLine", "answerFirstIf", "LinkedHashSet.removeFirst", 0, "removeLast"),
                        "pool.ReturningParentsTest"),
                bug(
                        "the queue goes before a parent that comes back",
                        new Return(GATE, "wanted", 0),
                        "pool.ReturningParentsTest"),
                bug(
                        "an interrupt is lost while a body waits for its permit",
                        new DropCall(GATE, "reacquire", "Thread.interrupt", 0),
                        "pool.ReturningParentsTest"),
                bug(
                        "a limit that rises lets no parent come back",
                        new DropCall(GATE, "limit", "ConcurrencyGate.grantFree", 0),
                        "pool.ReturningParentsTest"),
                bug(
                        "a fork lends its parent's permit",
                        new NegateBranch(BODY_THREAD, "holderHere", 1),
                        "pool.ReturningParentsTest"),
                bug(
                        "a fresh thread passes its permit to the queue though a parent wants it",
                        new NegateBranch(DISPATCHER, "passOn", 0),
                        "pool.ReturningParentsTest"),
                bug(
                        "an interrupt is lost while a thread waits for a future",
                        new NegateBranch(CORE + "lifecycle.TaskFuture", "join", 1),
                        "pool.NestedWaitTest"),
                bug(
                        "a parent goes on without its permit",
                        new NegateBranch(CORE + "lifecycle.PermitHolder", "reclaim", 0),
                        "pool.ReturningParentsTest"),
                // Memory.
                bug(
                        "an idle thread keeps its last task",
                        new DropCall(WORKER, "runNext", "Worker.current", 1),
                        "pool.LeftBehindTest"),
                bug(
                        "a thread's scope keeps the last attempt",
                        new DropCall(RUNNER, "run", "TaskScope.enter", 1),
                        "pool.LeftBehindTest"),
                bug(
                        "a timer keeps the task that did not need it",
                        new DropCall(EFFECTS, "endAlarm", "TaskAlarm.release", 0),
                        "pool.LeftBehindTest"),
                bug(
                        "a task that its submitter ran is kept",
                        new DropCall(CORE + "pool.LiveTasks", "callerEnds", "Set.remove", 0),
                        "pool.LeftBehindTest"),
                bug(
                        "a task of a view that is over is kept",
                        new DropCall(VIEW, "left", "Set.remove", 0),
                        "pool.LeftBehindTest"),
                bug(
                        "a key that nobody uses is kept with its last task",
                        new DropCall(CORE + "queue.KeyedQueues", "release", "Map.remove", 0),
                        "pool.LeftBehindTest"),
                bug(
                        "a thread that gave up waiting is kept",
                        new DropCall(CORE + "lifecycle.Completion", "waitDecided", "Completion.forget", 0),
                        "pool.WaitingTest"),
                bug(
                        "a task cancelled in the queue is kept there",
                        new DropCall(EFFECTS, "carryOut", "PoolEffects.dequeue", 0),
                        "pool.LeftBehindTest"),
                // Threads that cannot be started.
                bug(
                        "a callback is lost when its thread cannot be started",
                        new DropCall(CORE + "pool.Callbacks", "run", "Host.after", 0),
                        "pool.EngineThreadTest"),
                bug(
                        "a listener is deaf after its thread could not be started",
                        new DropCall(CORE + "event.EventFanout$Buffered", "ensureThread", "AtomicBoolean.set", 0),
                        "pool.EngineThreadTest"),
                bug(
                        "failures are not logged after the thread for that could not be started",
                        new DropCall(CORE + "failure.UnreadFailures", "write", "Timers.arm", 0),
                        "pool.EngineThreadTest"),
                bug(
                        "a failed start counts as an attempt that is tried once only",
                        new NegateBranch(DISPATCHER, "retryLater", 0),
                        "pool.EngineThreadTest"),
                bug(
                        "a fresh thread that cannot be started loses its task",
                        new DropCall(CORE + "dispatch.OneShotWorker", "notStarted", "Dispatcher.requeue", 0),
                        "pool.EngineThreadTest"),
                // Views.
                bug(
                        "the shutdown of a view wakes nobody who waits for its end",
                        new DropCall(VIEW, "shutdown", "WaitSet.changed", 0),
                        "view.ViewAwaitTest"),
                bug(
                        "shutdownNow of a view wakes nobody who waits for its end",
                        new DropCall(VIEW, "shutdownNow", "WaitSet.changed", 0),
                        "view.ViewAwaitTest"),
                bug(
                        "the end of a view's last task wakes nobody",
                        new DropCall(VIEW, "left", "WaitSet.changed", 0),
                        "view.ViewAwaitTest"),
                bug(
                        "the end of a pool wakes nobody who waits for a view",
                        new DropCall(SHUTDOWN, "closed", "WaitSet.changed", 0),
                        "view.ViewAwaitTest"),
                // Slots.
                bug(
                        "a submitter that gave up keeps its place in line",
                        new DropCall(SLOTS, "take", "WaitLine.leave", 1),
                        "pool.GivenUpSlotTest"),
                bug(
                        "a submitter that was interrupted keeps its place in line",
                        new DropCall(SLOTS, "take", "WaitLine.leave", 0),
                        "pool.GivenUpSlotTest"),
                bug(
                        "whoever waits in line stays there when the pool drains",
                        new DropCall(SLOTS, "close", "WaitLine.answerWhile", 0),
                        "pool.GivenUpSlotTest"),
                bug("a newcomer overtakes those in line", new NegateBranch(SLOTS, "tryTake", 0), "pool.SubmitTest"),
                bug(
                        "a refusal says that nobody waited",
                        new FlipSign(CORE + "admission.Admission", "since", 0),
                        "pool.GivenUpSlotTest"),
                // Order.
                bug("ageing is ignored", new FlipSign(LEVELS, "poll", 0), "pool.OrderTest"),
                bug("the youngest level wins", new NegateBranch(LEVELS, "poll", 3), "pool.OrderTest"),
                bug(
                        "shedding takes the highest priority",
                        new DropCall(LEVELS, "pollLowest", "NodeList.first", 0),
                        "pool.SubmitTest"));
    }
}
