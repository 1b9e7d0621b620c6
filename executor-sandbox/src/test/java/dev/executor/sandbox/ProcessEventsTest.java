// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.executor.ExecutorPool;
import dev.executor.TaskContext;
import dev.executor.TaskHandle;
import dev.executor.TaskOutcome;
import dev.executor.event.ProcessEvent;
import dev.executor.event.TaskListener.Delivery;
import dev.executor.isolation.Artifacts;
import dev.executor.isolation.ByteSize;
import dev.executor.isolation.Command;
import dev.executor.isolation.CommandBuilder;
import dev.executor.isolation.Exit;
import dev.executor.isolation.LogLine;
import dev.executor.isolation.LogSink;
import dev.executor.isolation.ProcessResult;
import dev.executor.isolation.Profile;
import dev.executor.isolation.Sandbox;
import dev.executor.isolation.Secret;
import dev.executor.spi.ContextCarrier;
import dev.executor.testing.RecordingListener;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a pool's listeners hear of commands, and what of the submitter's context reaches them.
class ProcessEventsTest {
    private static final ThreadLocal<String> AMBIENT = ThreadLocal.withInitial(() -> "none");

    @TempDir
    private Path folder;

    private final RecordingListener events = new RecordingListener();
    private Sandbox sandbox;
    private ExecutorPool pool;

    @BeforeEach
    void open() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "there is a shell");
        sandbox = Sandbox.builder()
                .stateFolder(folder.resolve("state"))
                .artifacts(folder.resolve("kept"))
                .secrets((name, _) -> {
                    if (name.equals("token")) {
                        return "s3cr3t".getBytes(StandardCharsets.UTF_8);
                    }
                    throw new IOException("no such secret");
                })
                .open();
        pool = ExecutorPool.builder("told")
                .listener(events, Delivery.INLINE)
                .carrier(() -> new Handed(AMBIENT.get()))
                .build();
    }

    @AfterEach
    void close() {
        if (sandbox != null) {
            pool.close();
            sandbox.close();
        }
    }

    /// A context that is handed on to processes, as a trace is.
    private record Handed(String value) implements ContextCarrier.Snapshot {
        @Override
        public ContextCarrier.Scope open() {
            String before = AMBIENT.get();
            AMBIENT.set(value);
            return () -> AMBIENT.set(before);
        }

        @Override
        public Map<String, String> environment(TaskContext attempt) {
            return Map.of("REQUEST", value, "LANG", "handed");
        }
    }

    private TaskHandle<ProcessResult> start(CommandBuilder command) {
        return pool.submit(sandbox.task("command", command.build()));
    }

    private static CommandBuilder sh(String script) {
        return Command.builder("/bin/sh", "-c", script).profile(Profile.TRUSTED);
    }

    @Test
    void eachStepOfACommandIsAnEventInItsPlace() throws Exception {
        var handle = start(sh("echo a > one.txt; echo b > two.txt")
                .secret("token", "TOKEN", Secret.Delivery.FILE)
                .artifacts("*.txt"));
        handle.await();
        assertThat(events.kinds(handle))
                .containsExactly(
                        "Submitted",
                        "Started",
                        "SecretRead",
                        "ProcessStarted",
                        "ProcessEnded",
                        "ArtifactKept",
                        "ArtifactKept",
                        "AttemptEnded",
                        "Finished");
        var result = handle.join();
        assertThat(events.all(ProcessEvent.ProcessEnded.class)).singleElement().satisfies(ended -> {
            assertThat(ended.exit()).isEqualTo(new Exit.Exited(0));
            assertThat(ended.usage()).isEqualTo(result.usage());
            assertThat(ended.attempt()).isEqualTo(1);
        });
        assertThat(events.all(ProcessEvent.ProcessStarted.class).getFirst().startTime())
                .isPositive();
        assertThat(events.all(ProcessEvent.ArtifactKept.class).stream().map(ProcessEvent.ArtifactKept::artifact))
                .containsExactlyElementsOf(result.artifacts());
        assertThat(events.all().toString()).doesNotContain("s3cr3t");
    }

    @Test
    void aSecretThatIsNotGivenIsToldAndNoProcessIsStarted() throws Exception {
        var handle = start(sh("true").secret("other", "OTHER", Secret.Delivery.FILE));
        handle.await();
        assertThat(events.kinds(handle))
                .containsExactly("Submitted", "Started", "SecretRead", "AttemptEnded", "Finished");
        assertThat(events.all(ProcessEvent.SecretRead.class)).singleElement().satisfies(read -> {
            assertThat(read.secret()).isEqualTo("other");
            assertThat(read.granted()).isFalse();
        });
    }

    @Test
    void anArtifactThatCannotBeKeptIsTold() throws Exception {
        var tooMany = start(sh("echo a > one.txt; echo b > two.txt")
                .artifacts(new Artifacts(List.of("*.txt"), 1, ByteSize.mib(1))));
        assertThat(tooMany.await()).isInstanceOf(TaskOutcome.Failed.class);
        assertThat(events.kinds(tooMany)).containsSubsequence("ProcessEnded", "ArtifactKept", "ArtifactLost");
    }

    @Test
    void whatAStoppedCommandUsedIsTold() throws Exception {
        var ready = folder.resolve("ready");
        var handle = start(sh("touch " + ready + "; exec sleep 60").grace(ofMillis(100)));
        await().atMost(ofSeconds(20)).until(() -> Files.exists(ready));
        handle.cancel();
        pool.drain(ofSeconds(20));
        assertThat(events.kinds(handle))
                .containsExactly("Submitted", "Started", "ProcessStarted", "Finished", "ProcessEnded", "AttemptEnded");
        assertThat(events.all(ProcessEvent.ProcessEnded.class)).singleElement().satisfies(ended -> {
            assertThat(ended.usage().wall()).isPositive();
            assertThat(ended.exit()).isInstanceOf(Exit.Signalled.class);
        });
    }

    @Test
    void theSubmittersContextReachesTheProcessAndItsLogLines() throws Exception {
        List<String> contexts = new CopyOnWriteArrayList<>();
        List<LogLine> lines = new CopyOnWriteArrayList<>();
        AMBIENT.set("request 7");
        var handle = start(sh("echo $REQUEST $LANG; echo $REQUEST >&2").log(LogSink.lines(line -> {
            lines.add(line);
            contexts.add(AMBIENT.get());
        })));
        AMBIENT.remove();
        handle.join();
        assertThat(lines.stream().map(LogLine::text)).containsExactlyInAnyOrder("request 7 handed", "request 7");
        assertThat(contexts).containsExactly("request 7", "request 7");
    }

    @Test
    void whatTheCommandSetsItselfTakesPrecedenceOverWhatIsHandedOn() {
        AMBIENT.set("request 7");
        var handle = start(sh("echo $REQUEST").environment("REQUEST", "its own"));
        AMBIENT.remove();
        assertThat(handle.join().log().text()).isEqualToIgnoringNewLines("its own");
    }
}
