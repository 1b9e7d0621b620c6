// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.spi;

import dev.executor.TaskBody;
import dev.executor.TaskContext;
import dev.executor.UnsupportedWorkException;
import dev.executor.Work;
import org.jspecify.annotations.Nullable;

/// Runs inline work on the calling thread. Stateless.
final class InThread implements Isolator {
    static final InThread INSTANCE = new InThread();

    private InThread() {}

    @Override
    public String name() {
        return "inThread";
    }

    @Override
    public boolean canRun(Work<?> work) {
        return work instanceof TaskBody<?>;
    }

    @Override
    public String whyNot(Work<?> work) {
        return "the thread of an attempt runs inline bodies only";
    }

    @Override
    public <T extends @Nullable Object> T run(Work<T> work, TaskContext context) throws Exception {
        if (work instanceof TaskBody<T> body) { // no switch: the first use of one costs milliseconds
            return body.run(context);
        }
        throw new UnsupportedWorkException("Isolator inThread cannot run " + Work.describe(work) + ": " + whyNot(work)
                + "; give the pool or the task an isolator that can");
    }

    @Override
    public String toString() {
        return name();
    }
}
