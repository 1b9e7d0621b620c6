// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.spi;

import dev.executor.TaskBody;
import dev.executor.TaskContext;
import org.jspecify.annotations.Nullable;

enum InThread implements Isolator {
    INSTANCE;

    @Override
    public <T extends @Nullable Object> T run(TaskBody<T> body, TaskContext context) throws Exception {
        return body.run(context);
    }

    @Override
    public String toString() {
        return "inThread";
    }
}
