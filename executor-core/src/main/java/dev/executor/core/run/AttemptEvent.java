// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.run;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/// One attempt, for Java Flight Recorder. Costs a test of a flag when nothing records; is then not even loaded.
@Name("dev.executor.Attempt")
@Label("Task Attempt")
@Category("Executor")
@Description("One attempt of a task, from the start of its body to its return")
@StackTrace(false)
final class AttemptEvent extends Event {
    @Label("Pool")
    String pool = "";

    @Label("Task Name")
    String task = "";

    @Label("Task Id")
    String taskId = "";

    @Label("Attempt")
    int attempt;

    @Label("Queue Time")
    @Timespan(Timespan.NANOSECONDS)
    long queueTime;

    @Label("Result")
    @Description("RETURNED, or the class of what the body threw")
    String result = "";
}
