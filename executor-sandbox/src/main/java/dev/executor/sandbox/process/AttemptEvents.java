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

/// Publishes the events of one attempt to the engine, and asks the engine for the context that goes to the process.
/// Confined to the attempt's thread. No event is made if the engine takes none or nobody listens.
final class AttemptEvents {
    private final TaskContext context;
    private final Optional<AttemptLink> link;
    private final Profile profile;
    private final long beginNanos;

    AttemptEvents(TaskContext context, Profile profile, long beginNanos) {
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

    /// Gives the engine the source of the attempt's result, which is read however the attempt ends.
    void publishResultSource(PartialResult partialResult) {
        link.ifPresent(present -> present.reportResult(partialResult));
    }

    void secretRead(String secret, boolean granted) {
        publish(() -> new ProcessEvent.SecretRead(context.info(), context.attempt(), secret, granted));
    }

    void processStarted() {
        long startNanos = System.nanoTime() - beginNanos;
        publish(() -> new ProcessEvent.ProcessStarted(context.info(), context.attempt(), profile, startNanos));
    }

    void processEnded(Exit exit, ProcessResult.Usage usage) {
        publish(() -> new ProcessEvent.ProcessEnded(context.info(), context.attempt(), profile, exit, usage));
    }

    void artifactKept(ProcessResult.Artifact artifact) {
        publish(() -> new ProcessEvent.ArtifactKept(context.info(), context.attempt(), artifact));
    }

    void artifactLost(Throwable cause) {
        publish(() -> new ProcessEvent.ArtifactLost(context.info(), context.attempt(), cause));
    }

    private void publish(Supplier<ProcessEvent> event) {
        if (link.isPresent() && link.get().observed()) {
            link.get().tell(event.get());
        }
    }
}
