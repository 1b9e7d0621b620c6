// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox.process;

import dev.executor.TaskInfo;
import dev.executor.isolation.Secret;
import dev.executor.isolation.SecretSource;
import dev.executor.sandbox.output.Masker;
import dev.executor.sandbox.spawn.LaunchRequest;
import dev.executor.sandbox.spawn.LaunchRequest.Access;
import dev.executor.sandbox.spawn.LaunchRequest.Descriptor;
import dev.executor.sandbox.work.Workspace;
import dev.executor.spi.FailureText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The secrets of one attempt. Confined to its thread; [#close()] overwrites them.
final class Secrets implements AutoCloseable {
    /// No secrets.
    static final Secrets NONE = new Secrets();

    private static final int LONGEST = 64 << 10;

    private final Map<Secret, byte[]> values = new LinkedHashMap<>();

    /// Fetches them.
    ///
    /// @throws IOException if a secret cannot be fetched; its message leaves out the message of the source, which
    ///     may contain the secret
    static Secrets fetch(List<Secret> wanted, SecretSource source, TaskInfo task, AttemptEvents events)
            throws IOException, InterruptedException {
        var secrets = new Secrets();
        try {
            for (Secret secret : wanted) {
                secrets.values.put(secret, fetch(secret, source, task, events));
            }
            return secrets;
        } catch (IOException | InterruptedException | RuntimeException | Error e) {
            secrets.close();
            throw e;
        }
    }

    private static byte[] fetch(Secret secret, SecretSource source, TaskInfo task, AttemptEvents events)
            throws IOException, InterruptedException {
        byte[] value;
        try {
            value = source.fetch(secret.name(), task);
        } catch (InterruptedException e) {
            throw e;
        } catch (Throwable e) { // the source is user code
            events.secretRead(secret.name(), false);
            var failure = new IOException("secret '" + secret.name() + "' could not be fetched: the source failed with "
                    + e.getClass().getName());
            failure.setStackTrace(FailureText.stackOf(e));
            throw failure;
        }
        events.secretRead(secret.name(), true);
        if (value.length == 0 || value.length > LONGEST) {
            throw new IOException(
                    "secret '" + secret.name() + "' has " + value.length + " bytes; it must have from 1 to " + LONGEST);
        }
        return value;
    }

    Masker masker() {
        return Masker.of(List.copyOf(values.values()));
    }

    /// Puts the secrets that are delivered by environment into the environment.
    void addTo(Map<String, String> environment) throws IOException {
        for (var entry : values.entrySet()) {
            Secret secret = entry.getKey();
            if (secret.delivery() == Secret.Delivery.ENVIRONMENT) {
                String value = new String(entry.getValue(), StandardCharsets.UTF_8);
                if (value.indexOf('\0') >= 0) {
                    throw new IOException(
                            "secret '" + secret.name()
                                    + "' has a NUL byte, which an environment variable cannot hold; deliver it by file or descriptor");
                }
                environment.put(secret.variable(), value);
            }
        }
    }

    /// Writes the files of the secrets that are delivered by file.
    ///
    /// @return the files, by variable
    Map<String, Path> files(Workspace workspace, int owner) throws IOException {
        var files = new LinkedHashMap<String, Path>();
        for (var entry : values.entrySet()) {
            String variable = entry.getKey().variable();
            if (entry.getKey().delivery() == Secret.Delivery.FILE) {
                Path file = workspace.write("secret-" + variable, entry.getValue());
                if (owner >= 0) {
                    Files.setAttribute(file, "unix:gid", owner);
                    Files.setAttribute(file, "unix:uid", owner);
                }
                files.put(variable, file);
            }
        }
        return files;
    }

    /// Writes the files of the secrets that are delivered by descriptor, and puts the descriptor numbers into the
    /// environment.
    List<Descriptor> descriptors(Workspace workspace, Map<String, String> environment) throws IOException {
        var descriptors = new ArrayList<Descriptor>();
        for (var entry : values.entrySet()) {
            String variable = entry.getKey().variable();
            if (entry.getKey().delivery() == Secret.Delivery.DESCRIPTOR) {
                environment.put(variable, Integer.toString(LaunchRequest.FIRST_DESCRIPTOR + descriptors.size()));
                descriptors.add(new Descriptor(workspace.write("secret-" + variable, entry.getValue()), Access.READ));
            }
        }
        return descriptors;
    }

    @Override
    public void close() {
        values.values().forEach(value -> Arrays.fill(value, (byte) 0));
    }
}
