// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.sim;

import dev.executor.core.sim.Patch.DropCall;
import dev.executor.core.sim.Patch.NegateBranch;
import dev.executor.core.sim.Patch.Return;
import java.util.List;

/// The bugs that the simulation must find when they are planted.
final class Mutants {
    private static final String CORE = "dev.executor.core.";
    private static final String WORKER = CORE + "dispatch.Worker";
    private static final String POOL_THREAD = CORE + "dispatch.PoolThread";
    private static final String DISPATCHER = CORE + "dispatch.Dispatcher";
    private static final String GATE = CORE + "dispatch.ConcurrencyGate";
    private static final String SLOTS = CORE + "admission.Slots";
    private static final String SHUTDOWN = CORE + "pool.Shutdown";
    private static final String EFFECTS = CORE + "lifecycle.TaskEffects";
    private static final String RECORDING = CORE + "lifecycle.Recording";
    private static final String BODY_THREAD = CORE + "lifecycle.BodyThread";
    private static final String DECIDER = CORE + "outcome.OutcomeDecider";
    private static final String RUNNER = CORE + "run.AttemptRunner";
    private static final String CALLER = CORE + "run.CallerRunner";

    private Mutants() {}

    /// A planted bug and its name.
    ///
    /// @param name what is wrong, in words
    /// @param patch the change of the class file
    record Mutant(String name, Patch patch) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static Mutant that(String name, Patch patch) {
        return new Mutant(name, patch);
    }

    static List<Mutant> all() {
        return List.of(
                that(
                        "a thread keeps the last task's interrupt",
                        new DropCall(WORKER, "runNext", "Thread.interrupted", 0)),
                that(
                        "a thread that found work wakes no other",
                        new DropCall(WORKER, "next", "Dispatcher.signalIfWork", 0)),
                that(
                        "a failed thread start keeps the permit",
                        new DropCall(DISPATCHER, "start", "ConcurrencyGate.release", 0)),
                that(
                        "a failed thread start is not tried again",
                        new DropCall(DISPATCHER, "retryLater", "Host.after", 0)),
                that(
                        "a freed permit is not offered to parents",
                        new DropCall(GATE, "release", "ConcurrencyGate.grantFree", 0)),
                that("a parent goes on without its permit", new Return(GATE, "reacquire", null)),
                that("a waiting parent keeps its permit", new Return(POOL_THREAD, "giveBack", null)),
                that("a limit that falls is ignored", new Return(GATE, "overLimit", 0)),
                that(
                        "a limit that rises wakes nobody",
                        new DropCall(DISPATCHER, "limit", "Dispatcher.signalIfWork", 0)),
                that("one permit too many", new NegateBranch(GATE, "tryTake", 0)),
                that("a freed slot is not offered to the line", new DropCall(SLOTS, "release", "Slots.grantFree", 0)),
                that(
                        "a slot granted with the interrupt is lost",
                        new DropCall(SLOTS, "take", "Slots.releaseUnused", 0)),
                that("a finished key holder keeps its key", new Return(CORE + "queue.TaskQueue", "releaseKey", null)),
                that("a key lets everyone through", new Return(CORE + "queue.KeyedQueues", "acquire", 1)),
                that("a stop does not interrupt", new DropCall(BODY_THREAD, "interruptBody", "Thread.interrupt", 0)),
                that("an interrupt hits whoever runs", new Return(BODY_THREAD, "interruptedNow", 1)),
                that(
                        "a body leaves without the lock",
                        new DropCall(BODY_THREAD, "bodyBack", "BodyThread.lockRunner", 0)),
                that("the attempt timeout is not armed", new DropCall(EFFECTS, "arm", "TaskEffects.armForPhase", 0)),
                that("waiters are not woken", new DropCall(EFFECTS, "carryOut", "TaskEffects.wake", 0)),
                that("an ended task stays in the queue", new DropCall(EFFECTS, "carryOut", "PoolEffects.dequeue", 0)),
                that("an ended task keeps its slot", new DropCall(EFFECTS, "releaseSlot", "PoolEffects.release", 0)),
                that(
                        "an outcome is told before it is recorded",
                        new NegateBranch(CORE + "pool.BoundedPool", "<init>", 1)),
                that("an outcome is not recorded", new DropCall(EFFECTS, "record", "Recording.begin", 0)),
                that("a recorder that failed is not asked again", new DropCall(RECORDING, "begin", "Host.after", 0)),
                that(
                        "an outcome is recorded and not told",
                        new DropCall(RECORDING, "recorded", "TaskExecution.recorded", 0)),
                that("events are delivered by two threads", new Return(CORE + "lifecycle.StateCell", "isFree", 1)),
                that("a listener's last event is overlooked", new Return(CORE + "event.EventRing", "isEmpty", 1)),
                that(
                        "a full buffer drops silently",
                        new DropCall(CORE + "event.EventFanout$Buffered", "deliver", "LongAdder.increment", 0)),
                that("a drain leaves submitters in line", new DropCall(SHUTDOWN, "begin", "Slots.close", 0)),
                that("a drain does not see that it is over", new DropCall(SHUTDOWN, "closed", "WaitSet.changed", 0)),
                that("one attempt too many", new NegateBranch(DECIDER, "retry", 0)),
                that("the budget grants what it has not", new NegateBranch(DECIDER, "retry", 2)),
                that("the budget is not asked", new DropCall(DECIDER, "retry", "RetryBudget.tryWithdraw", 0)),
                that(
                        "timers are not armed again",
                        new DropCall(CORE + "time.Timers$Stripe", "nextDue", "Stripe.wakeAt", 0)),
                that("a context is not closed", new DropCall(RUNNER, "run", "Scope.close", 0)),
                that("a submitter's interrupt reaches the task", new DropCall(CALLER, "run", "Thread.interrupted", 0)));
    }
}
