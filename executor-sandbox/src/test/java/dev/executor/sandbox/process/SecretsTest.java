// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.executor.event.ProcessEvent.SecretRead;
import dev.executor.isolation.Profile;
import dev.executor.isolation.Secret;
import dev.executor.isolation.Secret.Delivery;
import dev.executor.isolation.SecretSource;
import dev.executor.sandbox.HeardAttempt;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SecretsTest {
    private final HeardAttempt attempt = new HeardAttempt();
    private final AttemptEvents events = new AttemptEvents(attempt, Profile.TRUSTED, 0);

    private Secrets fetch(SecretSource source, Secret... wanted) throws IOException, InterruptedException {
        return Secrets.fetch(List.of(wanted), source, attempt.info(), events);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void onlyASecretThatIsDeliveredSoIsInTheEnvironment() throws Exception {
        var environment = new HashMap<String, String>();
        fetch(
                        (name, _) -> bytes("value of " + name),
                        new Secret("a", "A", Delivery.ENVIRONMENT),
                        new Secret("b", "B", Delivery.FILE),
                        new Secret("c", "C", Delivery.DESCRIPTOR))
                .addTo(environment);
        assertThat(environment).isEqualTo(Map.of("A", "value of a"));
    }

    @Test
    void allOfThemAreMasked() throws Exception {
        var secrets = fetch(
                (name, _) -> bytes("value of " + name),
                new Secret("a", "A", Delivery.ENVIRONMENT),
                new Secret("b", "B", Delivery.FILE));
        assertThat(secrets.masker().mask("<value of a> <value of b> <value of c>"))
                .doesNotContain("value of a", "value of b")
                .contains("value of c");
    }

    @Test
    void eachFetchIsToldAsItCameOut() {
        SecretSource source = (name, _) -> {
            if (name.equals("b")) {
                throw new IllegalStateException("hush");
            }
            return bytes("x");
        };
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(
                        () -> fetch(source, new Secret("a", "A", Delivery.FILE), new Secret("b", "B", Delivery.FILE)))
                .withMessage("secret 'b' could not be fetched: the source failed with java.lang.IllegalStateException");
        assertThat(attempt.events)
                .containsExactly(
                        new SecretRead(attempt.info(), 2, "a", true), new SecretRead(attempt.info(), 2, "b", false));
    }

    @Test
    void whatWasFetchedIsErasedWhenItIsClosedAndWhenALaterOneFails() throws Exception {
        var value = bytes("hush");
        fetch((_, _) -> value, new Secret("a", "A", Delivery.FILE)).close();
        assertThat(value).containsOnly(0);

        var first = bytes("hush");
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> fetch(
                        (name, _) -> name.equals("a") ? first : new byte[0],
                        new Secret("a", "A", Delivery.FILE),
                        new Secret("b", "B", Delivery.FILE)));
        assertThat(first).containsOnly(0);
    }

    @Test
    void aSecretHasFrom1To65536Bytes() throws Exception {
        var secret = new Secret("a", "A", Delivery.FILE);
        fetch((_, _) -> new byte[1], secret);
        fetch((_, _) -> new byte[65_536], secret);
        for (int length : new int[] {0, 65_537}) {
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> fetch((_, _) -> new byte[length], secret))
                    .withMessage("secret 'a' has " + length + " bytes; it must have from 1 to 65536");
        }
    }
}
