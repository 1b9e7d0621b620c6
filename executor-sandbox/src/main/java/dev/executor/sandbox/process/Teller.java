// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox.process;

import dev.executor.TaskContext;
import dev.executor.event.ProcessEvent;
import dev.executor.isolation.Exit;
import dev.executor.isolation.ProcessResult;
import dev.executor.isolation.Profile;
import dev.executor.spi.AttemptLink;
import dev.executor.spi.ContextCarrier;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// Tells the engine what happens in one attempt, and asks it for the context that goes to the process. Confined
/// to the attempt's thread. An engine that is not told of such things costs nothing, and so does one to which
/// nobody listens.
final class Teller {
    private final TaskContext context;
    private final Optional<AttemptLink> link;
    private final Profile profile;
    private final long beginNanos;

    Teller(TaskContext context, Profile profile, long beginNanos) {
        this.context = context;
        this.link = AttemptLink.of(context);
        this.profile = profile;
        this.beginNanos = beginNanos;
    }

    Map<String, String> environment() {
        return link.map(AttemptLink::environment).orElse(Map.of());
    }

    /// Makes the attempt's context current on a thread that works for it.
    ContextCarrier.Scope openContext() {
        return link.map(AttemptLink::openContext).orElse(() -> {});
    }

    /// Tells where to ask what the attempt has come to, whatever becomes of it.
    void report(SoFar soFar) {
        link.ifPresent(told -> told.reportResult(soFar));
    }

    void secret(String secret, boolean granted) {
        tell(() -> new ProcessEvent.SecretRead(context.info(), context.attempt(), secret, granted));
    }

    void started() {
        long startNanos = System.nanoTime() - beginNanos;
        tell(() -> new ProcessEvent.ProcessStarted(context.info(), context.attempt(), profile, startNanos));
    }

    void ended(Exit exit, ProcessResult.Usage usage) {
        tell(() -> new ProcessEvent.ProcessEnded(context.info(), context.attempt(), profile, exit, usage));
    }

    void kept(ProcessResult.Artifact artifact) {
        tell(() -> new ProcessEvent.ArtifactKept(context.info(), context.attempt(), artifact));
    }

    void lost(Throwable cause) {
        tell(() -> new ProcessEvent.ArtifactLost(context.info(), context.attempt(), cause));
    }

    private void tell(Supplier<ProcessEvent> event) {
        if (link.isPresent() && link.get().observed()) {
            link.get().tell(event.get());
        }
    }
}
