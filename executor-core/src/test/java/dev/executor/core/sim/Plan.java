// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.sim;

import dev.executor.Rejection;
import dev.executor.Task;
import dev.executor.TaskContext;
import dev.executor.TaskHandle;
import java.util.Optional;

/// One task of a simulated world: what it is to do, and what is known of it from outside the engine.
final class Plan {
    /// What a body does.
    enum Behaviour {
        RETURN,
        THROW,
        THROW_ERROR,
        SLEEP,
        STUBBORN,
        PARENT,
        FLAKY,
        PROGRESS,
        LEAVE_INTERRUPTED
    }

    final String name;
    final int index;
    final Behaviour behaviour;
    final Optional<Plan> parent;
    final int millis;
    Task<Object> task;

    // The submit.
    SimThread submitter;
    boolean submitting;
    boolean submittedInterrupted;
    long submitBegan;
    long submitEnded = Long.MAX_VALUE;
    long submitElapsed;
    int wallJumps;
    String context;
    TaskHandle<Object> handle;
    Rejection refusal;

    // The bodies.
    int entered;
    boolean active;
    boolean inline;
    boolean blocked;
    boolean keyHeld;
    TaskContext attempt;
    long enteredElapsed;
    long firstStart = -1;
    long stoppedElapsed = -1;
    Throwable thrown;
    Object returned;

    // What was seen at the end.
    int callbacksAsked;
    int callbacksRun;

    Plan(int index, Behaviour behaviour, Optional<Plan> parent, int millis) {
        this.name = "p" + index;
        this.index = index;
        this.behaviour = behaviour;
        this.parent = parent;
        this.millis = millis;
    }

    int depth() {
        return parent.map(plan -> plan.depth() + 1).orElse(0);
    }

    boolean accepted() {
        return handle != null;
    }

    /// {@return whether the outcome is decided, as far as a handle tells}
    boolean decided() {
        return handle != null && handle.outcome().isPresent();
    }

    @Override
    public String toString() {
        return name + "(" + behaviour + parent.map(plan -> " of " + plan.name).orElse("") + ")";
    }
}
