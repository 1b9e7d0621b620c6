// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.verification;

import static dev.executor.verification.Publication.CHECKOUT;
import static dev.executor.verification.Publication.VERSION;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Does what a reader of the documents does: starts an empty project, pastes the dependencies that README.md shows and
/// each program, and runs it. The project lies outside the checkout and has a local repository of its own, in which
/// only what a release publishes is installed: the poms and the jars.
///
/// A program is a fenced block, complete with its imports and `void main()`: every one marked `java` in README.md, and
/// those marked `java run` in docs/*.md. It passes when it ends with exit code 0.
class DocumentedProgramsTest {
    private static final Pattern README_BLOCK = Pattern.compile("(?ms)^```java(?: run)?\\R(.*?)^```$");
    private static final Pattern DOCS_BLOCK = Pattern.compile("(?ms)^```java run\\R(.*?)^```$");

    private static final Pattern README_XML = Pattern.compile("(?ms)^```xml\\R(.*?)^```$");

    /// A program's class is named after its document and its place there: `README_1`.
    private record Program(String name, String source) {}

    @TempDir
    Path directory;

    @Test
    void everyProgramInTheDocumentsRunsAgainstThePublishedArtifacts() throws Exception {
        var programs = programs();
        assertThat(programs).as("programs in README.md and docs").isNotEmpty();
        var publication = Publication.installIn(directory);

        publication.maven(writeProject(programs), "process-classes").succeeded();
    }

    private static List<Program> programs() throws IOException {
        var programs = new ArrayList<>(programs(CHECKOUT.resolve("README.md"), README_BLOCK));
        var docs = CHECKOUT.resolve("docs");
        if (Files.isDirectory(docs)) {
            try (var files = Files.newDirectoryStream(docs, "*.md")) {
                for (var file : files) {
                    programs.addAll(programs(file, DOCS_BLOCK));
                }
            }
        }
        return programs;
    }

    private static List<Program> programs(Path document, Pattern block) throws IOException {
        var title = document.getFileName().toString().replaceFirst("\\.md$", "").replaceAll("\\W", "_");
        var programs = new ArrayList<Program>();
        var blocks = block.matcher(Files.readString(document));
        while (blocks.find()) {
            programs.add(new Program(title + "_" + (programs.size() + 1), blocks.group(1)));
        }
        return programs;
    }

    private Path writeProject(List<Program> programs) throws IOException {
        var project = Files.createDirectories(directory.resolve("project"));
        var sources = Files.createDirectories(project.resolve("src/main/java"));
        for (var program : programs) {
            Files.writeString(sources.resolve(program.name() + ".java"), program.source());
        }
        Files.writeString(project.resolve("pom.xml"), """
                <project xmlns="http://maven.apache.org/POM/4.0.0">
                  <modelVersion>4.0.0</modelVersion>
                  <groupId>reader</groupId>
                  <artifactId>reader</artifactId>
                  <version>1</version>
                  <properties>
                    <maven.compiler.release>25</maven.compiler.release>
                    <project.build.sourceEncoding>UTF-8</project.build.sourceEncoding>
                  </properties>
                  %s
                    <dependency>
                      <groupId>dev.executor</groupId>
                      <artifactId>executor-sandbox</artifactId>
                    </dependency>
                    <dependency>
                      <groupId>dev.executor</groupId>
                      <artifactId>executor-metrics</artifactId>
                    </dependency>
                    <dependency>
                      <groupId>io.micrometer</groupId>
                      <artifactId>micrometer-core</artifactId>
                      <version>%s</version>
                    </dependency>
                    <dependency>
                      <groupId>io.opentelemetry</groupId>
                      <artifactId>opentelemetry-api</artifactId>
                      <version>%s</version>
                    </dependency>
                  </dependencies>
                  <build>
                    <plugins>
                      <plugin>
                        <artifactId>maven-resources-plugin</artifactId>
                        <version>%s</version>
                      </plugin>
                      <plugin>
                        <artifactId>maven-compiler-plugin</artifactId>
                        <version>%s</version>
                      </plugin>
                      <plugin>
                        <groupId>org.codehaus.mojo</groupId>
                        <artifactId>exec-maven-plugin</artifactId>
                        <version>%s</version>
                        <executions>%s</executions>
                      </plugin>
                    </plugins>
                  </build>
                </project>
                """.formatted(
                        readmeDependencies(),
                        System.getProperty("micrometer"),
                        System.getProperty("opentelemetry"),
                        System.getProperty("resources.plugin"),
                        System.getProperty("compiler.plugin"),
                        System.getProperty("exec.plugin"),
                        programs.stream().map(DocumentedProgramsTest::execution).collect(Collectors.joining())));
        return project;
    }

    /// The dependencies that README.md shows for Maven, without their end: the programs need more.
    private static String readmeDependencies() throws IOException {
        var xml = README_XML.matcher(Files.readString(CHECKOUT.resolve("README.md")));
        assertThat(xml.find()).as("README.md shows the dependency as XML").isTrue();
        var block = xml.group(1).strip();
        assertThat(block).endsWith("</dependencies>");
        return block.substring(0, block.length() - "</dependencies>".length());
    }

    /// Gradle is no part of this build, so that its block is only compared with that for Maven, which is built.
    @Test
    void readmeShowsTheSameDependenciesForGradleAsForMaven() throws Exception {
        var readme = Files.readString(CHECKOUT.resolve("README.md"));
        var gradle = Pattern.compile("(?ms)^```kotlin\\R(.*?)^```$").matcher(readme);

        assertThat(gradle.find()).isTrue();
        assertThat(gradle.group(1)).isEqualTo("""
                        dependencies {
                            implementation(platform("dev.executor:executor-bom:%s"))
                            implementation("dev.executor:executor-core")
                        }
                        """.formatted(VERSION));
        assertThat(readmeDependencies()).contains("executor-bom", "<version>" + VERSION + "<", "executor-core");
    }

    private static String execution(Program program) {
        return """

                          <execution>
                            <id>%s</id>
                            <phase>process-classes</phase>
                            <goals><goal>exec</goal></goals>
                            <configuration>
                              <executable>${java.home}/bin/java</executable>
                              <commandlineArgs>--enable-native-access=ALL-UNNAMED -classpath %%classpath %s</commandlineArgs>
                            </configuration>
                          </execution>""".formatted(program.name(), program.name());
    }
}
