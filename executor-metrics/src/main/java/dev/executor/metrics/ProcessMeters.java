// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.metrics;

import dev.executor.event.ProcessEvent;
import dev.executor.isolation.Exit;
import dev.executor.isolation.ProcessResult;
import dev.executor.isolation.Profile;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// The meters of the processes of all tasks of one name. Thread-safe.
final class ProcessMeters {
    private final NamedMeters named;
    private final Counter user;
    private final Counter system;
    private final DistributionSummary peakMemory;
    private final Counter violations;
    private final Counter kept;
    private final Counter keptBytes;
    private final Counter lost;

    ProcessMeters(NamedMeters named) {
        this.named = named;
        this.user = named.counter(TaskMeter.PROCESS_CPU, "mode", "user");
        this.system = named.counter(TaskMeter.PROCESS_CPU, "mode", "system");
        this.peakMemory = named.summary(TaskMeter.PROCESS_MEMORY_PEAK);
        this.violations = named.counter(TaskMeter.SANDBOX_VIOLATIONS);
        this.kept = named.counter(TaskMeter.ARTIFACTS_KEPT);
        this.keptBytes = named.counter(TaskMeter.ARTIFACTS_SIZE);
        this.lost = named.counter(TaskMeter.ARTIFACTS_LOST);
    }

    void tell(ProcessEvent event) {
        switch (event) {
            case ProcessEvent.SecretRead(var _, int _, var _, boolean granted) ->
                named.rare(TaskMeter.SECRETS_READ, "result", granted ? "granted" : "refused")
                        .increment();
            case ProcessEvent.ProcessStarted(var _, int _, var profile, long nanos) -> started(profile, nanos);
            case ProcessEvent.ProcessEnded(var _, int _, var _, var exit, var usage) -> ended(exit, usage);
            case ProcessEvent.ArtifactKept(var _, int _, var artifact) -> {
                kept.increment();
                keptBytes.increment((double) artifact.size().bytes());
            }
            case ProcessEvent.ArtifactLost _ -> lost.increment();
        }
    }

    void violated() {
        violations.increment();
    }

    private void started(Profile profile, long nanos) {
        named.timer(TaskMeter.PROCESS_START_TIME, List.of(), "profile", NamedMeters.tag(profile))
                .record(nanos, TimeUnit.NANOSECONDS);
    }

    private void ended(Exit exit, ProcessResult.Usage usage) {
        named.rare(TaskMeter.PROCESS_EXITS, "exit", describe(exit)).increment();
        usage.user().ifPresent(time -> user.increment(seconds(time)));
        usage.system().ifPresent(time -> system.increment(seconds(time)));
        usage.peakMemory().ifPresent(peak -> peakMemory.record((double) peak.bytes()));
    }

    /// A closed set: codes other than 0 are one.
    private static String describe(Exit exit) {
        return switch (exit) {
            case Exit.Exited(int code) -> code == 0 ? "zero" : "nonzero";
            case Exit.Signalled _ -> "signalled";
            case Exit.Running _ -> "running";
            case Exit.LimitExceeded(var limit) -> "limit_" + NamedMeters.tag(limit);
        };
    }

    private static double seconds(Duration time) {
        return time.toNanos() / 1e9;
    }
}
