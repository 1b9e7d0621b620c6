// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.sim;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.Executor;

/// A real virtual thread whose scheduler is the simulation: whenever the thread becomes runnable, the JDK hands its
/// continuation to [#execute], which only notes it. The driver runs it later, up to its next park or yield.
final class SimThread implements Executor {
    /// What a thread is there for.
    enum Role {
        TASK,
        ENGINE,
        TIMER,
        ACTOR
    }

    private static final MethodHandle NEW_VIRTUAL_THREAD = newVirtualThread();

    final SimHost host;
    final Role role;
    final String name;
    final Thread thread;

    /// Used by the schedules that prefer some threads to others.
    long rank;

    /// How many of the engine's locks it holds, as far as woven code tells.
    int locks;

    /// Whether another actor has interrupted it.
    boolean pestered;

    /// How often the limit had moved when its last body ended; -1 before.
    int movesAtLastEnd = -1;

    /// Its place in the order of starts.
    long number;

    boolean ended;
    int index;
    Thread joiner;
    Runnable continuation;

    SimThread(SimHost host, Role role, String name, Runnable body) {
        this.host = host;
        this.role = role;
        this.name = name;
        try {
            this.thread = (Thread)
                    NEW_VIRTUAL_THREAD.invokeExact((Executor) this, name, 0, (Runnable) () -> host.live(this, body));
        } catch (Throwable e) {
            throw new IllegalStateException("no virtual thread with a scheduler of its own", e);
        }
    }

    @Override
    public void execute(Runnable runnable) {
        continuation = runnable;
        host.runnable(this);
    }

    private static MethodHandle newVirtualThread() {
        try {
            var builders = Class.forName("java.lang.ThreadBuilders");
            var type = MethodType.methodType(Thread.class, Executor.class, String.class, int.class, Runnable.class);
            return MethodHandles.privateLookupIn(builders, MethodHandles.lookup())
                    .findStatic(builders, "newVirtualThread", type);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(
                    "run with --add-opens java.base/java.lang=ALL-UNNAMED,dev.executor.core", e);
        }
    }
}
