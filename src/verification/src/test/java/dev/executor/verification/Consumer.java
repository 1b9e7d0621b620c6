// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.verification;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/// A project that uses some of the modules, with the libraries that it needs for them and no others.
enum Consumer {
    CORE("", List.of(), ""),

    SANDBOX("", List.of("dev.executor:executor-sandbox"), """
            try (var sandbox = dev.executor.isolation.Sandbox.open()) {
                System.out.println(sandbox.capabilities().profiles());
            }
            """),

    METRICS(
            ".with(dev.executor.metrics.log.TaskLogging.create()).with(dev.executor.metrics.log.AuditLog.create())"
                    + ".with(dev.executor.metrics.usage.UsageAccounting.create())"
                    + ".with(dev.executor.metrics.slo.SloTracker.of(dev.executor.metrics.slo.Slo.standard()))",
            List.of("dev.executor:executor-metrics"),
            "System.out.print(dev.executor.metrics.SnapshotView.render(pool.snapshot()));",
            "dev.executor.metrics"),

    MICROMETER(
            ".with(dev.executor.metrics.TaskMetrics.of(registry))",
            List.of("dev.executor:executor-metrics", "io.micrometer:micrometer-core"),
            "registry.get(\"executor.task.queue.time\").timer();",
            "dev.executor.metrics",
            "micrometer.core"),

    OPENTELEMETRY(
            ".with(dev.executor.metrics.trace.TaskTracing.of(io.opentelemetry.api.OpenTelemetry.noop()))",
            List.of("dev.executor:executor-metrics", "io.opentelemetry:opentelemetry-api"),
            "",
            "dev.executor.metrics",
            "io.opentelemetry.api"),

    ALL(
            METRICS.extensions + MICROMETER.extensions + OPENTELEMETRY.extensions,
            List.of(
                    "dev.executor:executor-sandbox",
                    "dev.executor:executor-metrics",
                    "io.micrometer:micrometer-core",
                    "io.opentelemetry:opentelemetry-api"),
            SANDBOX.afterwards + METRICS.afterwards + MICROMETER.afterwards,
            "dev.executor.metrics",
            "micrometer.core",
            "io.opentelemetry.api");

    private final String extensions;
    private final List<String> dependencies;
    private final String afterwards;

    /// The modules that it names besides `dev.executor`.
    final List<String> requires;

    Consumer(String extensions, List<String> dependencies, String afterwards, String... requires) {
        this.extensions = extensions;
        this.dependencies = dependencies;
        this.afterwards = afterwards;
        this.requires = List.of(requires);
    }

    void write(Path project, boolean modular) throws IOException {
        var sources = Files.createDirectories(project.resolve("src/main/java"));
        Files.writeString(project.resolve("pom.xml"), pom(project.getFileName().toString()));
        Files.writeString(Files.createDirectories(sources.resolve("consumer")).resolve("Main.java"), program());
        if (modular) {
            Files.writeString(
                    sources.resolve("module-info.java"),
                    requires.stream()
                            .map(module -> "    requires " + module + ";\n")
                            .collect(Collectors.joining("", "module consumer {\n    requires dev.executor;\n", "}\n")));
        }
    }

    private String program() {
        var registry = "io.micrometer.core.instrument.simple.SimpleMeterRegistry";
        return """
                package consumer;

                class Main {
                    public static void main(String[] args) throws Exception {
                        %s
                        try (var pool = dev.executor.ExecutorPool.builder("app")%s.build()) {
                            var task = dev.executor.Task.of("sum", context -> 40 + 2).withTenant("acme");
                            if (pool.submit(task).join() != 42) {
                                throw new AssertionError();
                            }
                            %s
                        }
                        System.out.println("ended well");
                    }
                }
                """.formatted(
                        extensions.contains("registry") ? "var registry = new " + registry + "();" : "",
                        extensions,
                        afterwards);
    }

    private String pom(String name) {
        return """
                <project>
                  <modelVersion>4.0.0</modelVersion>
                  <parent><groupId>reader</groupId><artifactId>consumers</artifactId><version>1</version></parent>
                  <artifactId>%s</artifactId>
                  <dependencies>%s</dependencies>
                </project>
                """.formatted(
                        name,
                        dependencies.stream()
                                .map(id -> "<dependency><groupId>%s</groupId><artifactId>%s</artifactId></dependency>"
                                        .formatted((Object[]) id.split(":")))
                                .collect(Collectors.joining()));
    }

    /// {@return the pom of all such projects}
    /// @param modules the projects' folders, as Maven's elements
    static String parent(String modules) {
        return """
                <project>
                  <modelVersion>4.0.0</modelVersion>
                  <groupId>reader</groupId>
                  <artifactId>consumers</artifactId>
                  <version>1</version>
                  <packaging>pom</packaging>
                  <modules>%s</modules>
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
                  </dependencyManagement>
                  <dependencies>
                    <dependency><groupId>dev.executor</groupId><artifactId>executor-core</artifactId></dependency>
                  </dependencies>
                  <build>
                    <plugins>
                      <plugin><artifactId>maven-resources-plugin</artifactId><version>%s</version></plugin>
                      <plugin>
                        <artifactId>maven-compiler-plugin</artifactId>
                        <version>%s</version>
                        <configuration>
                          <showWarnings>true</showWarnings>
                          <compilerArgs>
                            <arg>-Xlint:all,-requires-automatic</arg>
                            <arg>-Werror</arg>
                          </compilerArgs>
                        </configuration>
                      </plugin>
                      <plugin>
                        <artifactId>maven-dependency-plugin</artifactId>
                        <version>%s</version>
                        <executions>
                          <execution>
                            <phase>process-classes</phase>
                            <goals><goal>copy-dependencies</goal></goals>
                            <configuration><includeScope>runtime</includeScope></configuration>
                          </execution>
                        </executions>
                      </plugin>
                    </plugins>
                  </build>
                </project>
                """.formatted(
                        modules,
                        Publication.VERSION,
                        System.getProperty("micrometer"),
                        System.getProperty("opentelemetry"),
                        System.getProperty("resources.plugin"),
                        System.getProperty("compiler.plugin"),
                        System.getProperty("dependency.plugin"));
    }
}
