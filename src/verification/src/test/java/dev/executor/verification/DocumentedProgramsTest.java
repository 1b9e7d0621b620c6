// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.verification;

import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Does what a reader of the documents does: starts an empty project, imports the BOM, pastes each program and runs it.
/// The project lies outside the checkout and has a local repository of its own, in which only what a release publishes
/// is installed: the poms and the jars.
///
/// A program is a fenced block, complete with its imports and `void main()`: every one marked `java` in README.md, and
/// those marked `java run` in docs/*.md. It passes when it ends with exit code 0.
class DocumentedProgramsTest {
    private static final Path CHECKOUT = Path.of(System.getProperty("checkout"));
    private static final String VERSION = System.getProperty("version");
    private static final Pattern README_BLOCK = Pattern.compile("(?ms)^```java(?: run)?\\R(.*?)^```$");
    private static final Pattern DOCS_BLOCK = Pattern.compile("(?ms)^```java run\\R(.*?)^```$");

    /// A program's class is named after its document and its place there: `README_1`.
    private record Program(String name, String source) {}

    @TempDir
    Path directory;

    @Test
    void everyProgramInTheDocumentsRunsAgainstThePublishedArtifacts() throws Exception {
        var programs = programs();
        assertThat(programs).as("programs in README.md and docs").isNotEmpty();
        install("executor-parent", CHECKOUT.resolve("pom.xml"), null);
        install("executor-bom", CHECKOUT.resolve("src/bom/pom.xml"), null);
        for (String module : List.of("executor-api", "executor-core", "executor-sandbox", "executor-metrics")) {
            install(module, CHECKOUT.resolve(module + "/pom.xml"), CHECKOUT.resolve(module + "/target"));
        }
        var project = writeProject(programs);

        var log = directory.resolve("maven.log");
        var maven = maven(project, log);
        assertThat(maven.waitFor(Duration.ofMinutes(5)))
                .as("ended in time; it printed:%n%s", read(log))
                .isTrue();
        assertThat(maven.exitValue())
                .as("exit code; it printed:%n%s", read(log))
                .isZero();
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

    /// What "mvn install" would do, without touching the local repository of whoever runs this.
    private void install(String artifact, Path pom, Path target) throws IOException {
        var folder = Files.createDirectories(
                directory.resolve("repository/dev/executor").resolve(artifact).resolve(VERSION));
        Files.copy(pom, folder.resolve(artifact + "-" + VERSION + ".pom"), REPLACE_EXISTING);
        if (target != null) {
            var jar = artifact + "-" + VERSION + ".jar";
            Files.copy(target.resolve(jar), folder.resolve(jar), REPLACE_EXISTING);
        }
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
                  <dependencyManagement>
                    <dependencies>
                      <dependency>
                        <groupId>dev.executor</groupId>
                        <artifactId>executor-bom</artifactId>
                        <version>%s</version>
                        <type>pom</type>
                        <scope>import</scope>
                      </dependency>
                    </dependencies>
                  </dependencyManagement>
                  <dependencies>
                    <dependency>
                      <groupId>dev.executor</groupId>
                      <artifactId>executor-core</artifactId>
                    </dependency>
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
                        VERSION,
                        System.getProperty("micrometer"),
                        System.getProperty("opentelemetry"),
                        System.getProperty("resources.plugin"),
                        System.getProperty("compiler.plugin"),
                        System.getProperty("exec.plugin"),
                        programs.stream().map(DocumentedProgramsTest::execution).collect(Collectors.joining())));
        return project;
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

    /// Maven with the JDK of this test. All that is not ours comes from the local repository of the build around
    /// it, as if that were a remote one: no network, and nothing of ours that an earlier build left there.
    private Process maven(Path project, Path log) throws IOException {
        var settings = Files.writeString(directory.resolve("settings.xml"), """
                <settings>
                  <localRepository>%s</localRepository>
                  <mirrors>
                    <mirror>
                      <id>cache</id>
                      <mirrorOf>*</mirrorOf>
                      <url>%s</url>
                    </mirror>
                  </mirrors>
                </settings>
                """.formatted(
                                directory.resolve("repository"),
                                Path.of(System.getProperty("localRepository")).toUri()))
                .toString();
        var windows = System.getProperty("os.name").startsWith("Windows");
        var command = Path.of(System.getProperty("maven.home"), "bin", windows ? "mvn.cmd" : "mvn");
        var builder = new ProcessBuilder(
                command.toString(),
                "-B",
                "-ntp",
                "--lax-checksums",
                "-s",
                settings,
                "-gs",
                settings,
                "process-classes");
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().remove("MAVEN_OPTS");
        builder.environment().remove("MAVEN_ARGS");
        return builder.directory(project.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
    }

    private static String read(Path log) throws IOException {
        return Files.readString(log);
    }
}
