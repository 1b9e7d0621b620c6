// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.verification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The closing line of `mvn verify` counts right and says what to install. The reports are as Surefire writes them.
class UntestedTest {
    private static final Instant START = Instant.parse("2026-11-26T10:00:00Z");
    private static final String RAN = "<testcase name='runs' classname='T' time='0.1'/>";

    @TempDir
    Path checkout;

    private Path report(String module, String test, String... cases) throws IOException {
        var folder = Files.createDirectories(checkout.resolve(module).resolve("target/surefire-reports"));
        var file = folder.resolve("TEST-" + test + ".xml");
        Files.writeString(
                file,
                "<?xml version='1.0' encoding='UTF-8'?><testsuite name='" + test + "' tests='" + cases.length + "'>"
                        + String.join("", cases) + "</testsuite>");
        Files.setLastModifiedTime(file, FileTime.from(START.plusSeconds(5)));
        return file;
    }

    private static String aborted(String why) {
        return "<testcase name='t' classname='T' time='0'><skipped type='org.opentest4j.TestAbortedException'>"
                + "<![CDATA[org.opentest4j.TestAbortedException: Assumption failed: " + why
                + "\n\tat org.junit.jupiter.api.Assumptions.assumeTrue(Assumptions.java:1)]]></skipped></testcase>";
    }

    private String line() throws IOException {
        return Untested.in(checkout, START).line();
    }

    @Test
    void whatIsSkippedInAnyModuleIsCountedAndWhatToInstallIsToldOnce() throws Exception {
        report("executor-api", "A", RAN, RAN);
        report("executor-sandbox", "B", RAN, aborted("the profile: [p (x is not installed; install bubblewrap 0.8)]"));
        report("executor-sandbox", "C", aborted("the profile: [q (x is not installed; install bubblewrap 0.8)]"));
        report("src/verification", "D", aborted("there is a program promtool; install prometheus"));

        assertThat(line())
                .isEqualTo("NOT TESTED on this machine: 3 of 6 tests. They need: install bubblewrap, prometheus.");
    }

    @Test
    void whatNoPackageMendsIsToldAsItIs() throws Exception {
        report("executor-sandbox", "A", RAN, aborted("this is root"), aborted("this is root"));
        report(
                "executor-core",
                "B",
                "<testcase name='t' classname='T'><skipped message='System property [x] does not exist'/></testcase>");

        assertThat(line())
                .isEqualTo("NOT TESTED on this machine: 3 of 4 tests."
                        + " They need: 1 that: System property [x] does not exist; 2 that: this is root.");
    }

    @Test
    void reportsOfEarlierBuildsDoNotCount() throws Exception {
        report("executor-api", "A", RAN);
        Files.setLastModifiedTime(
                report("executor-api", "Gone", RAN, aborted("this is root")), FileTime.from(START.minusSeconds(1)));

        assertThat(line()).isEqualTo("All 1 tests ran.");
    }

    @Test
    void aClassThatIsSkippedAsAWholeIsRefusedAsItsTestsCannotBeCounted() throws Exception {
        report("executor-api", "A", "<testcase name='' classname='Whole'><skipped message='x'/></testcase>");

        assertThatIllegalStateException()
                .isThrownBy(this::line)
                .withMessageContaining("The class Whole is skipped as a whole")
                .withMessageContaining("@BeforeEach");
    }

    @Test
    void nothingIsSaidWhereNothingWasTested() throws Exception {
        assertThat(Untested.in(checkout, START)).isEqualTo(new Untested(0, List.of()));
    }
}
