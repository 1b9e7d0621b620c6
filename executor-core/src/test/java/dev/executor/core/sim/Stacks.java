// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.sim;

import java.util.Arrays;
import java.util.List;

/// Renders stacks for a failure report.
final class Stacks {
    private static final int DEEPEST = 18;

    private Stacks() {}

    static String of(List<SimThread> threads) {
        var text = new StringBuilder();
        for (var thread : threads) {
            text.append("  ")
                    .append(thread.role)
                    .append(" '")
                    .append(thread.name)
                    .append("'\n");
            append(text, thread.thread.getStackTrace());
        }
        return text.toString();
    }

    static String of(Throwable thrown) {
        var text = new StringBuilder(thrown.toString()).append('\n');
        append(text, thrown.getStackTrace());
        if (thrown.getCause() != null) {
            text.append("  caused by ").append(of(thrown.getCause()));
        }
        return text.toString();
    }

    private static void append(StringBuilder text, StackTraceElement[] stack) {
        Arrays.stream(stack)
                .filter(frame -> !frame.getClassName().startsWith("java.lang.VirtualThread"))
                .filter(frame -> !frame.getClassName().startsWith("jdk.internal.vm"))
                .limit(DEEPEST)
                .forEach(frame -> text.append("      ").append(frame).append('\n'));
    }
}
