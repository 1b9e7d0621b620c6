// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.executor.FailureKind;
import dev.executor.isolation.ByteSize;
import dev.executor.isolation.Exit;
import dev.executor.isolation.Limit;
import dev.executor.isolation.LogLine;
import dev.executor.isolation.LogSink;
import dev.executor.isolation.ProcessResult;
import dev.executor.isolation.Profile;
import dev.executor.isolation.SandboxConfig.NativeCalls;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Commands that write too much, or what is no text, and sinks that do not take it.
@ParameterizedClass
@EnumSource(NativeCalls.class)
class OutputFloodTest extends HostileTest {
    private static final int LONGEST_LINE = 8192;

    private final Queue<LogLine> lines = new ConcurrentLinkedQueue<>();

    OutputFloodTest(NativeCalls nativeCalls) {
        super(nativeCalls);
    }

    @BeforeEach
    void commandsCanBeRun() {
        require(Profile.TRUSTED, Limit.OUTPUT);
    }

    private ProcessResult write(String script) throws Exception {
        return succeed(sh(Profile.TRUSTED, script).log(LogSink.lines(lines::add)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"exec head -c 10G /dev/zero", "exec yes", "yes & yes >&2"})
    void tenGigabytesAreStoppedAtTheLimit(String script) throws Exception {
        ByteSize limit = ByteSize.mib(16);
        var failure =
                fail(sh(Profile.TRUSTED, script).limits(limits().output(limit).build()), FailureKind.LIMIT_EXCEEDED);
        assertThat(failure.result().exit()).isEqualTo(new Exit.LimitExceeded(Limit.OUTPUT));
        assertThat(failure).hasMessageContaining("exceeded its limit OUTPUT of 16 MiB");
        assertThat(failure.result().log().bytes()).isBetween(limit, ByteSize.mib(512));
    }

    @Test
    void whatIsDiscardedIsCountedAndNotKept() throws Exception {
        var result = succeed(sh(Profile.TRUSTED, "head -c 196M /dev/zero; yes | head -c 4M >&2"));
        assertThat(result.log().bytes()).isEqualTo(ByteSize.mib(200));
        assertThat(result.log().text().length()).isLessThanOrEqualTo(64 << 10);
        assertThat(result.log().lost()).isPositive();
    }

    @Test
    void oneEndlessLineIsCut() throws Exception {
        var result = write("head -c 50M /dev/zero | tr '\\0' x; echo; echo next");
        assertThat(result.log().bytes()).isEqualTo(ByteSize.bytes((50 << 20) + 6));
        assertThat(lines).extracting(LogLine::text).containsExactly("x".repeat(LONGEST_LINE), "next");
        assertThat(lines).extracting(LogLine::cut).containsExactly(true, false);
        assertThat(result.log().lines()).containsExactlyElementsOf(lines);
    }

    @Test
    void nulBytesAreCharacters() throws Exception {
        write("printf 'a\\0b\\n\\0\\n'");
        assertThat(lines).extracting(LogLine::text).containsExactly("a\0b", "\0");
    }

    @Test
    void whatIsNoUtf8IsReplaced() throws Exception {
        write("printf '\\377\\376abc\\303\\n\\355\\240\\200\\n\\303\\244\\r\\n'");
        assertThat(lines).extracting(LogLine::text).containsExactly("\uFFFD\uFFFDabc\uFFFD", "\uFFFD", "\u00E4");
    }

    @Test
    void aCharacterThatComesInTwoWritesIsWhole() throws Exception {
        write("printf '\\303'; sleep 0.1; printf '\\244\\n'");
        assertThat(lines).extracting(LogLine::text).containsExactly("\u00E4");
    }

    @Test
    void bothStreamsAreReadAtTheSameTime() throws Exception {
        // Each fills its pipe many times; who read one after the other would wait for ever.
        var result = write("head -c 4M /dev/zero & head -c 4M /dev/zero >&2; wait");
        assertThat(result.log().bytes()).isEqualTo(ByteSize.mib(8));
        assertThat(lines).extracting(LogLine::stream).containsOnly(LogLine.Stream.OUT, LogLine.Stream.ERR);
    }

    @Test
    void millionsOfEmptyLinesTakeNoMemory() throws Exception {
        var result = write("yes '' | head -c 2M");
        assertThat(result.log().lines().size()).isLessThanOrEqualTo((64 << 10) / 64);
        assertThat(result.log().lost() + lines.size()).isEqualTo(2 << 20);
    }

    @Test
    void aSlowSinkSlowsTheProcessDownAndLosesNothing() throws Exception {
        var takes = new Semaphore(1);
        var handle = start(sh(Profile.TRUSTED, "i=0; while [ $i -lt 300 ]; do i=$((i+1)); echo \"$i $PAD\"; done; >end")
                .environment("PAD", "x".repeat(4000))
                .logRate(1_000_000)
                .log(LogSink.lines(line -> {
                    takes.acquireUninterruptibly();
                    lines.add(line);
                })));
        var end = workFolder().resolve("end");
        for (int taken = 1; taken <= 200; taken++) {
            assertThat(end).doesNotExist(); // the pipe holds 64 KiB, so it waits to write
            takes.release();
        }
        takes.release(100);
        success(outcome(handle));
        assertThat(lines).hasSize(300);
    }

    @Test
    void aSinkThatBlocksDoesNotHoldUpTheEnd() throws Exception {
        var never = new CountDownLatch(1);
        var interrupted = new CountDownLatch(1);
        var result = succeed(sh(Profile.TRUSTED, "echo one; echo two").log(LogSink.lines(_ -> {
            try {
                never.await();
            } catch (InterruptedException e) {
                interrupted.countDown();
                throw new IllegalStateException(e);
            }
        })));
        assertThat(result.exit()).isEqualTo(new Exit.Exited(0));
        interrupted.await();
    }

    @Test
    void aSinkThatBlocksAndIgnoresItsInterruptHoldsUpNothingButItself() throws Exception {
        var end = new Semaphore(0);
        Consumer<LogLine> deaf = _ -> end.acquireUninterruptibly();
        try {
            succeed(sh(Profile.TRUSTED, "yes | head -c 1M")
                    .log(LogSink.lines(deaf))
                    .grace(Duration.ZERO)
                    .limits(limits().wallTime(Duration.ofSeconds(1)).build())
                    .expectAnyExit());
        } finally {
            end.release(1_000_000);
        }
    }

    @Test
    void aSinkThatThrowsIsNotCalledAgain() throws Exception {
        var calls = new AtomicInteger();
        var result =
                succeed(sh(Profile.TRUSTED, "echo one; echo two; echo three").log(LogSink.lines(_ -> {
                    calls.incrementAndGet();
                    throw new IllegalStateException("no");
                })));
        assertThat(calls).hasValue(1);
        assertThat(result.log().text()).isEqualTo("one\ntwo\nthree\n");
    }

    @Test
    void aFileGetsWholeLinesAndIsClosed() throws Exception {
        var file = temporary.resolve("junit.log");
        var before = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        var result = succeed(sh(Profile.TRUSTED, "echo one; printf two >&2").log(LogSink.file(file)));
        var after = Instant.now();
        assertThat(Files.readAllLines(file))
                .extracting(line -> line.substring("2026-01-31T12:00:00.123Z ".length()))
                .containsExactlyInAnyOrder("OUT one", "ERR two");
        assertThat(Files.readAllLines(file))
                .allSatisfy(line ->
                        assertThat(Instant.parse(line.split(" ", -1)[0])).isBetween(before, after));
        assertThat(result.log().lines())
                .allSatisfy(line -> assertThat(line.at()).isBetween(before, after));
    }

    @Test
    void aFileThatCannotBeOpenedKeepsTheProcessFromStarting() throws Exception {
        var failure = notStarted(run(sh(Profile.TRUSTED, ">started")
                .folder(Files.createDirectory(temporary.resolve("given")))
                .log(LogSink.file(temporary.resolve("missing/log")))));
        assertThat(failure).hasMessageContaining("missing/log");
        assertThat(temporary.resolve("given/started")).doesNotExist();
    }
}
