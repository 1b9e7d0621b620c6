// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.executor.FailureKind;
import dev.executor.isolation.CommandBuilder;
import dev.executor.isolation.LogSink;
import dev.executor.isolation.Profile;
import dev.executor.isolation.Sandbox;
import dev.executor.isolation.SandboxConfig.NativeCalls;
import dev.executor.isolation.Secret.Delivery;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Secrets reach the command and nobody else.
@ParameterizedClass
@EnumSource(NativeCalls.class)
class SecretTest extends HostileTest {
    private static final String SECRET = "s3cr3t-Pa55-w0rd";

    private final Queue<String> lines = new ConcurrentLinkedQueue<>();

    SecretTest(NativeCalls nativeCalls) {
        super(nativeCalls);
    }

    @Override
    Sandbox.Builder settings(Sandbox.Builder builder) {
        return builder.secrets((name, _) -> switch (name) {
            case "token" -> SECRET.getBytes(StandardCharsets.UTF_8);
            case "long" -> (SECRET + "\n" + "line-two-" + SECRET).getBytes(StandardCharsets.UTF_8);
            case "nul" -> new byte[] {'a', 0, 'b', 'c', 'd'};
            default -> throw new IOException("the vault says " + SECRET);
        });
    }

    static Stream<Arguments> ways() {
        return Stream.of(Profile.values())
                .flatMap(profile -> Stream.of(Delivery.values()).map(delivery -> Arguments.of(profile, delivery)));
    }

    private static String read(Delivery delivery) {
        return switch (delivery) {
            case FILE -> "cat \"$TOKEN\"";
            case DESCRIPTOR -> "eval \"cat <&$TOKEN\"";
            case ENVIRONMENT -> "printf %s \"$TOKEN\"";
        };
    }

    private CommandBuilder given(Profile profile, Delivery delivery, String script) {
        return sh(profile, script)
                .secret("token", "TOKEN", delivery)
                .log(LogSink.lines(line -> lines.add(line.text())));
    }

    @ParameterizedTest
    @MethodSource("ways")
    void aSecretIsGivenAndNobodyElseSeesIt(Profile profile, Delivery delivery) throws Exception {
        require(profile);
        var handle = start(given(profile, delivery, read(delivery) + " | sha256sum; echo up; " + WAIT + "exit 0"));
        await().atMost(LONGEST).until(() -> lines.contains("up"));
        // Every process that there is, those of the command among them.
        var arguments = Leftovers.list(Path.of("/proc")).stream()
                .map(process -> Leftovers.text(process.resolve("cmdline")))
                .toList();
        assertThat(arguments).anyMatch(text -> text.contains("sha256sum")).noneMatch(text -> text.contains(SECRET));
        assertSecretFilesArePrivate(profile);
        letGo();
        success(outcome(handle));
        var digest = MessageDigest.getInstance("SHA-256").digest(SECRET.getBytes(StandardCharsets.UTF_8));
        assertThat(lines).first().asString().startsWith(HexFormat.of().formatHex(digest));
    }

    /// While the command runs, what has the secret can be read by its user only.
    private void assertSecretFilesArePrivate(Profile profile) throws IOException {
        try (var files = Files.walk(state)) {
            for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                if (Leftovers.text(file).contains(SECRET)) {
                    assertThat((int) Files.getAttribute(file, "unix:mode") & 0777)
                            .as(profile + " " + file)
                            .isEqualTo(0600);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Delivery.class)
    void aSecretThatIsPrintedIsMasked(Delivery delivery) throws Exception {
        require(Profile.TRUSTED);
        var failure = fail(
                given(
                        Profile.TRUSTED,
                        delivery,
                        "S=$(" + read(delivery) + ")\n"
                                + "echo \"it is $S\"; printf %s \"${S%???????}\"; sleep 0.2; echo \"${S#?????????}\"\n"
                                + "printf %s \"$S\" | base64; echo \"$S\" >&2; echo \"last $S\"; exit 3"),
                FailureKind.NONZERO_EXIT);
        assertThat(lines).contains("it is ***", "last ***").hasSize(5).noneMatch(SecretTest::tells);
        assertThat(failure.result().log().text()).matches(text -> !tells(text));
        assertThat(failure).hasMessageContaining("its last line was '").hasMessageNotContaining(SECRET);
    }

    private static boolean tells(String text) {
        return text.contains(SECRET) || text.contains("czNjcjN0LVBhNTUtdzByZA");
    }

    @Test
    void everyLineOfASecretOfManyLinesIsMasked() throws Exception {
        require(Profile.TRUSTED);
        var result = succeed(
                sh(Profile.TRUSTED, "cat $TOKEN; echo; sed 's/^/> /' $TOKEN").secret("long", "TOKEN", Delivery.FILE));
        assertThat(result.log().text()).isEqualTo("***\n***\n> ***\n> ***\n");
    }

    @Test
    void aSecretAtTheCutOfALongLineIsMasked() throws Exception {
        require(Profile.TRUSTED);
        succeed(given(
                Profile.TRUSTED,
                Delivery.FILE,
                "for n in 8180 8184 8190; do head -c $n /dev/zero | tr '\\0' x; cat $TOKEN; echo; done"));
        assertThat(lines).hasSize(3).noneMatch(line -> line.contains("s3cr"));
    }

    @Test
    void aSourceThatFailsKeepsTheProcessFromStartingAndItsMessageIsNotPassedOn() throws Exception {
        require(Profile.TRUSTED);
        var given = Files.createDirectory(temporary.resolve("given"));
        var failure = notStarted(
                run(sh(Profile.TRUSTED, ">started").folder(given).secret("missing", "TOKEN", Delivery.FILE)));
        assertThat(failure)
                .hasMessageContaining("secret 'missing' could not be fetched")
                .hasMessageContaining("java.io.IOException");
        assertThat(asLogged(failure)).doesNotContain(SECRET);
        assertThat(given).isEmptyDirectory();
    }

    @Test
    void aSecretThatNoEnvironmentCanHoldIsRefused() throws Exception {
        require(Profile.TRUSTED);
        assertThat(notStarted(run(sh(Profile.TRUSTED, "true").secret("nul", "TOKEN", Delivery.ENVIRONMENT))))
                .hasMessageContaining("NUL byte");
    }

    @ParameterizedTest
    @EnumSource(Profile.class)
    void fourDescriptorsAreAsManyAsThereCanBe(Profile profile) throws Exception {
        require(profile);
        var command = sh(profile, "for fd in $A $B $C $D; do eval \"cat <&$fd\"; done | wc -c");
        for (String variable : List.of("A", "B", "C", "D")) {
            command.secret("token", variable, Delivery.DESCRIPTOR);
        }
        assertThat(succeed(command).log().text().strip()).isEqualTo(Integer.toString(4 * SECRET.length()));
    }

    @Test
    void nothingIsLeftInTheErrorOfAProgramThatIsNotThere() throws Exception {
        require(Profile.TRUSTED);
        var outcome = run(command(Profile.TRUSTED, "no-such-program").secret("token", "TOKEN", Delivery.ENVIRONMENT));
        assertThat(asLogged(notStarted(outcome))).doesNotContain(SECRET);
        // Where a program is looked for is told, so a secret that is a path would be.
        var path = run(command(Profile.TRUSTED, "no-such-program").secret("token", "PATH", Delivery.ENVIRONMENT));
        assertThat(asLogged(notStarted(path)))
                .contains("was not found in the PATH", "***")
                .doesNotContain(SECRET);
    }

    /// {@return what a log would have of it, with all that caused it}
    private static String asLogged(Exception e) {
        var text = new StringWriter();
        e.printStackTrace(new PrintWriter(text));
        return text.toString();
    }
}
