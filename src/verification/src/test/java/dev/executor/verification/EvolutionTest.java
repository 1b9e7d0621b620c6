// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.verification;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What `docs/compatibility.md` promises of public types.
class EvolutionTest {
    private static final Path CHECKOUT = Path.of(System.getProperty("checkout"));
    private static final List<String> PUBLISHED =
            List.of("executor-api", "executor-core", "executor-sandbox", "executor-metrics");
    private static final Pattern EXPORTED = Pattern.compile("exports ([\\w.]+);");
    private static final Pattern SINCE = Pattern.compile("(?m)^/// @since (\\d+\\.\\d+)$");
    private static final Pattern RECORD = Pattern.compile("`(\\w+)`");

    /// The source files of the packages that the published modules export.
    private static List<Path> sources() throws IOException {
        try (var files = PUBLISHED.stream().flatMap(EvolutionTest::exported)) {
            return files.flatMap(EvolutionTest::javaFiles).toList();
        }
    }

    private static Stream<Path> exported(String module) {
        var root = CHECKOUT.resolve(module).resolve("src/main/java");
        try {
            return EXPORTED.matcher(Files.readString(root.resolve("module-info.java")))
                    .results()
                    .map(export -> root.resolve(export.group(1).replace('.', '/')));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<Path> javaFiles(Path folder) {
        try (var files = Files.list(folder)) {
            return files
                    .filter(file -> file.toString().endsWith(".java") && !file.endsWith("package-info.java"))
                    .sorted()
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void everyPublicTypeSaysSinceWhen() throws IOException {
        var silent = new TreeSet<String>();
        for (var file : sources()) {
            var text = Files.readString(file);
            if (text.contains("\npublic ") && !SINCE.matcher(text).find()) {
                silent.add(CHECKOUT.relativize(file).toString());
            }
        }

        assertThat(sources()).hasSizeGreaterThan(80);
        assertThat(silent).as("public types without @since").isEmpty();
    }

    /// A record cannot grow, so each public one is a decision. What the page does not list is a class.
    @Test
    void everyPublicRecordIsOneThatTheCompatibilityPageNames() throws IOException {
        var page = Files.readString(CHECKOUT.resolve("docs/compatibility.md"));
        var table = page.substring(page.indexOf("| what | records |"), page.indexOf("What will grow is"));
        var named = RECORD.matcher(table).results().map(name -> name.group(1)).collect(Collectors.toSet());

        assertThat(publicRecords()).hasSizeGreaterThan(40);
        assertThat(publicRecords()).as("public records").isSubsetOf(named);
    }

    private static Set<String> publicRecords() throws IOException {
        var packages = PUBLISHED.stream()
                .flatMap(EvolutionTest::exported)
                .map(folder ->
                        folder.toString().replaceFirst(".*/src/main/java/", "").replace('/', '.'))
                .collect(Collectors.toSet());
        return new ClassFileImporter()
                        .withImportOption(location ->
                                PUBLISHED.stream().anyMatch(module -> location.contains("/" + module + "/")))
                        .importPackages(packages)
                        .stream()
                        .filter(type -> type.isRecord() && packages.contains(type.getPackageName()) && isPublic(type))
                        .map(JavaClass::getSimpleName)
                        .collect(Collectors.toCollection(TreeSet::new));
    }

    private static boolean isPublic(JavaClass type) {
        return type.getModifiers().contains(JavaModifier.PUBLIC)
                && type.getEnclosingClass().map(EvolutionTest::isPublic).orElse(true);
    }
}
