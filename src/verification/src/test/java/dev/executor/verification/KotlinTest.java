// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.verification;

import static dev.executor.verification.Publication.jdk;
import static org.assertj.core.api.Assertions.assertThat;

import dev.executor.verification.Publication.Ended;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A program in Kotlin against the published jars. Its compiler knows what may be null: the right calls compile without
/// a warning, and each wrong one is an error.
class KotlinTest {
    private static final String IMPORTS = """
            import dev.executor.*
            import dev.executor.isolation.*
            import dev.executor.metrics.log.*
            import dev.executor.metrics.slo.*
            import dev.executor.metrics.usage.*
            import dev.executor.metrics.SnapshotView
            import dev.executor.policy.*
            import dev.executor.testing.*
            import java.time.Duration

            """;

    @TempDir
    Path directory;

    private Publication publication;

    @BeforeEach
    void publish() throws Exception {
        publication = Publication.installIn(directory);
    }

    @Test
    void aProgramInKotlinCompilesWithoutAWarningAndRuns() throws Exception {
        var source = write("Right", """
                fun main() {
                    ExecutorPool.builder("kotlin").concurrency(2).with(TaskLogging.create()).build().use { pool ->
                        val greet = Task.of("greet") { context -> "hello, attempt ${context.attempt()}" }
                            .withPriority(Priority.HIGH)
                            .withTimeout(Duration.ofSeconds(5))
                            .withRetry(RetryPolicy.attempts(2, Backoff.fixed(Duration.ofMillis(1))))
                        val text: String = pool.submit(greet).join()
                        println(text)
                        val outcome = pool.submit(greet).await()
                        println(when (outcome) {
                            is TaskOutcome.Succeeded -> "ended well"
                            is TaskOutcome.Failed -> "failed: ${outcome.cause()}"
                            is TaskOutcome.TimedOut -> "timed out: ${outcome.limit()}"
                            is TaskOutcome.Cancelled -> "cancelled: ${outcome.reason()}"
                            is TaskOutcome.Rejected -> "rejected"
                        })
                        print(SnapshotView.render(pool.snapshot()))
                    }
                }
                """);

        var compiled = compile(source, "-Werror");

        compiled.succeeded();
        var classPath = Stream.concat(Stream.of(directory.resolve("classes").toString()), classPath())
                .collect(Collectors.joining(File.pathSeparator));
        var ended = Publication.run(directory, List.of(jdk("java"), "-classpath", classPath, "RightKt"), Map.of());
        ended.succeeded();
        assertThat(ended.output().lines()).contains("hello, attempt 1", "ended well");
    }

    /// Every line is one wrong call, one at least for each exported package.
    @Test
    void aNullWhereNoneMayBeIsAnErrorOfEachCall() throws Exception {
        var wrong = """
                fun a() = ExecutorPool.builder(null)
                fun b() = ExecutorPool.builder("b").with(null)
                fun c(pool: ExecutorPool) = pool.submit<String>(null)
                fun d(pool: ExecutorPool) = pool.trySubmit<String>(null)
                fun e(task: Task<String>) = task.withTimeout(null)
                fun f(task: Task<String>) = task.withTenant(null)
                fun g(pool: ExecutorPool) = pool.drain(null)
                fun h() = RetryPolicy.attempts(2, null)
                fun i() = Backoff.fixed(null)
                fun j(task: CommandBuilder) = task.profile(null)
                fun k(sandbox: Sandbox, task: Command) = sandbox.task(null, task)
                fun l(pool: ManualPool) = pool.advance(null)
                fun m() = SloTracker.of(null)
                fun n() = SnapshotView.render(null)
                fun o(usage: UsageReport) = usage.since(null)
                fun p(listener: dev.executor.event.TaskListener) = listener.onEvent(null)
                fun q(host: dev.executor.spi.PoolProvider) = host.create(null)
                fun r(log: TaskLogging) = log.extend(null)
                fun s(task: Task<String>): Task<String> = task.withLabel("key", null)
                """;
        var source = write("Wrong", wrong);

        var compiled = compile(source);

        assertThat(compiled.exit()).as(compiled.output()).isNotZero();
        int first = (int) IMPORTS.lines().count() + 1;
        var refused = Pattern.compile("Wrong\\.kt:(\\d+):\\d+: error: null cannot be a value of a non-null type")
                .matcher(compiled.output())
                .results()
                .map(result -> Integer.parseInt(result.group(1)))
                .distinct()
                .toList();
        assertThat(refused)
                .as(compiled.output())
                .containsExactlyElementsOf(
                        IntStream.range(first, first + (int) wrong.lines().count())
                                .boxed()
                                .toList());
    }

    private Path write(String name, String program) throws IOException {
        return Files.writeString(directory.resolve(name + ".kt"), IMPORTS + program);
    }

    /// The compiler and all that is not ours are on the class path of this test, so that Maven fetches them.
    private Ended compile(Path source, String... options) throws Exception {
        var compiler = jars(name -> name.matches("kotlin.*|annotations-[\\d.]*\\.jar"));
        var command = Stream.of(
                Stream.of(jdk("java"), "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"),
                Stream.of("-classpath", compiler.collect(Collectors.joining(File.pathSeparator))),
                Stream.of("org.jetbrains.kotlin.cli.jvm.K2JVMCompiler", source.toString()),
                Stream.of("-d", directory.resolve("classes").toString()),
                Stream.of("-classpath", classPath().collect(Collectors.joining(File.pathSeparator))),
                Stream.of("-no-stdlib", "-no-reflect", "-jdk-home", System.getProperty("java.home")),
                Stream.of("-jvm-target", "25"),
                Arrays.stream(options));
        return Publication.run(directory, command.flatMap(part -> part).toList(), Map.of());
    }

    private Stream<String> classPath() {
        return Stream.concat(
                Publication.MODULES.stream()
                        .map(module -> publication.jar(module).toString()),
                jars(name -> name.matches("(kotlin-stdlib|slf4j-api)-[\\d.]*\\.jar")));
    }

    private static Stream<String> jars(Predicate<String> wanted) {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(jar -> wanted.test(Path.of(jar).getFileName().toString()));
    }
}
