// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.executor.isolation.Profile;
import dev.executor.isolation.SandboxConfig.NativeCalls;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// File names, arguments and variables that the encoding of this JVM's file names cannot tell.
class NamesTest extends HostileTest {
    NamesTest() {
        super(NativeCalls.IF_GRANTED);
    }

    @Test
    void namesAndArgumentsKeepTheirBytesWhereTheLocaleHasAsciiOnly() throws Exception {
        Path folder = Files.createDirectory(temporary.resolve("ascii"));
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
        var builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx48m",
                        "-XX:TieredStopAtLevel=1",
                        "-Dstdout.encoding=UTF-8",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        OrphanTest.classPath(),
                        AsciiNames.class.getName(),
                        folder.toString())
                .redirectErrorStream(true);
        builder.environment().put("LC_ALL", "C");
        var application = builder.start();
        String said = new String(application.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(application.waitFor(Duration.ofSeconds(60))).isTrue();
        assertThat(said).contains("encoding ANSI_X3.4-1968");
        for (NativeCalls nativeCalls : NativeCalls.values()) {
            for (Profile profile : sandbox.capabilities().profiles()) {
                String start = "\n" + nativeCalls + " " + profile + " ";
                String end = ": in/café/naïve.txt ärgument välue %s out-é content\n";
                assertThat(said).contains(start + "private" + end.formatted("work"));
                if (profile != Profile.UNTRUSTED) { // who is somebody else, and may not write there
                    assertThat(said).contains(start + "given" + end.formatted("gegében"));
                }
            }
        }
    }
}
