// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.verification;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.xml.sax.SAXException;

/// What a build could not test on this machine: the tests of all modules that Surefire reports as skipped, and what to
/// install for them. `mvn verify` ends with its one line.
///
/// A reason that a package mends says `install` and the package's name; other reasons are told as they are.
///
/// @param tests how many tests there were, skipped ones among them
/// @param skipped the reason of each skipped test
record Untested(int tests, List<String> skipped) {
    private static final Pattern INSTALL = Pattern.compile("\\binstall ([a-z0-9][a-z0-9+.-]*[a-z0-9])");

    /// How deep a module may lie: `src/verification/target/surefire-reports`.
    private static final int DEPTH = 4;

    /// Prints the line. The arguments are the checkout and when the build began, as an ISO instant: older
    /// reports are of other builds, and of tests that may be gone.
    static void main(String[] args) throws Exception {
        var untested = in(Path.of(args[0]), Instant.parse(args[1]));
        if (untested.tests > 0) { // not with -DskipTests
            System.out.println(untested.line());
        }
    }

    static Untested in(Path checkout, Instant since) throws IOException {
        var tests = new ArrayList<Element>();
        for (var report : reports(checkout)) {
            if (!Files.getLastModifiedTime(report).toInstant().isBefore(since)) {
                elements(parse(report), "testcase").forEach(tests::add);
            }
        }
        var reasons = new ArrayList<String>();
        for (var test : tests) {
            if (test.getAttribute("name").isEmpty()
                    && !elements(test, "skipped").isEmpty()) {
                throw new IllegalStateException("The class " + test.getAttribute("classname")
                        + " is skipped as a whole, which hides how many tests that are:"
                        + " ask for what it needs in a method that is @BeforeEach, not @BeforeAll");
            }
            elements(test, "skipped").forEach(skipped -> reasons.add(reason(skipped)));
        }
        return new Untested(tests.size(), List.copyOf(reasons));
    }

    private static List<Path> reports(Path checkout) throws IOException {
        try (var found = Files.find(
                checkout,
                DEPTH + 1,
                (file, _) -> file.getParent().endsWith("target/surefire-reports")
                        && file.getFileName().toString().matches("TEST-.*\\.xml"))) {
            return found.sorted().toList();
        }
    }

    private static Element parse(Path report) throws IOException {
        try {
            return DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(report.toFile())
                    .getDocumentElement();
        } catch (ParserConfigurationException | SAXException e) {
            throw new IOException("Cannot read the test report " + report, e);
        }
    }

    private static List<Element> elements(Element parent, String name) {
        var nodes = parent.getElementsByTagName(name);
        var elements = new ArrayList<Element>();
        for (int i = 0; i < nodes.getLength(); i++) {
            elements.add((Element) nodes.item(i));
        }
        return elements;
    }

    /// A condition's reason is an attribute; that of a failed assumption is an exception with its stack.
    private static String reason(Element skipped) {
        var message = skipped.getAttribute("message");
        return (message.isEmpty() ? skipped.getTextContent() : message)
                .lines()
                .findFirst()
                .orElse("")
                .replaceFirst("^[\\w.]*TestAbortedException: ", "")
                .replaceFirst("^Assumption failed: ", "")
                .strip();
    }

    String line() {
        if (skipped.isEmpty()) {
            return "All %,d tests ran.".formatted(tests);
        }
        var packages = new TreeSet<String>();
        SortedMap<String, Integer> others = new TreeMap<>();
        for (var reason : skipped) {
            var install = INSTALL.matcher(reason);
            if (install.find()) {
                packages.add(install.group(1));
            } else {
                others.merge(reason.isEmpty() ? "no reason given" : reason, 1, Integer::sum);
            }
        }
        var needs = new ArrayList<String>();
        if (!packages.isEmpty()) {
            needs.add("install " + String.join(", ", packages));
        }
        others.forEach((reason, count) -> needs.add("%,d that: %s".formatted(count, reason)));
        return "NOT TESTED on this machine: %,d of %,d tests. They need: %s."
                .formatted(skipped.size(), tests, String.join("; ", needs));
    }
}
