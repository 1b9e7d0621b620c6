// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.verification.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The rules, dashboards and runbooks in `docs/operations`, and a Prometheus that scrapes the example service.
class OperationsTest {
    private static final Path OPERATIONS = Path.of(System.getProperty("checkout"), "docs", "operations");
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final JsonMapper JSON = JsonMapper.shared();

    @TempDir
    private Path folder;

    private final HttpClient http = HttpClient.newHttpClient();
    private final List<Process> started = new ArrayList<>();

    @AfterEach
    void stop() throws Exception {
        for (var process : started.reversed()) {
            process.destroy();
            if (!process.waitFor(Duration.ofSeconds(20))) {
                process.destroyForcibly().waitFor();
            }
        }
    }

    private static List<String> alerts() throws IOException {
        return Pattern.compile("(?m)^ +- alert: (\\w+)$")
                .matcher(Files.readString(OPERATIONS.resolve("rules.yml")))
                .results()
                .map(found -> found.group(1))
                .toList();
    }

    @Test
    void prometheusTakesTheRulesAndTheyDoWhatTheirExamplesSay() throws Exception {
        Programs.require("promtool");
        Programs.run(OPERATIONS, "promtool", "check", "rules", "rules.yml");
        Programs.run(OPERATIONS, "promtool", "test", "rules", "rules-test.yml");
    }

    @Test
    void everyAlertHasACaseInWhichItFiresAndOneInWhichItIsSilent() throws Exception {
        // A block that begins with the alert's name, up to the next name; or a case on one line.
        var cases = Files.readString(OPERATIONS.resolve("rules-test.yml"));
        for (var alert : alerts()) {
            assertThat(cases)
                    .as("a case in which " + alert + " fires")
                    .containsPattern("alertname: " + alert + "\\n +exp_alerts:\\n +- exp_labels:");
            assertThat(cases)
                    .as("a case in which " + alert + " is silent")
                    .containsPattern("alertname: " + alert + ", exp_alerts: \\[\\]");
        }
        assertThat(alerts()).hasSizeGreaterThanOrEqualTo(8).doesNotHaveDuplicates();
    }

    @Test
    void everyAlertHasARunbookWithItsFourParts() throws Exception {
        var rules = Files.readString(OPERATIONS.resolve("rules.yml"));
        var index = Files.readString(OPERATIONS.resolve("README.md"));
        for (var alert : alerts()) {
            var named = Pattern.compile("- alert: " + alert + "\\n(?:(?!- alert:)[\\s\\S])*?runbook: (\\S+)")
                    .matcher(rules);
            assertThat(named.find()).as(alert + " names a runbook").isTrue();
            assertThat(Files.readString(OPERATIONS.resolve(named.group(1))))
                    .startsWith("# " + alert + "\n")
                    .contains("**Symptom.**", "**Likely causes**", "**What to look at**", "**What to do**");
            assertThat(index).contains("| " + alert + " |", named.group(1));
        }
    }

    @Test
    void everyExpressionOfTheDashboardsReturnsDataFromTheRunningExample() throws Exception {
        Programs.require("prometheus");
        int service = Programs.freePort();
        int prometheus = Programs.freePort();
        startService(service);
        startPrometheus(prometheus, service);

        var missing = new LinkedHashSet<>(expressions());
        assertThat(missing).hasSizeGreaterThan(30);
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofSeconds(1))
                .ignoreException(IOException.class) // it does not listen yet
                .untilAsserted(() -> {
                    for (var expression : List.copyOf(missing)) {
                        if (returnsData(prometheus, expression)) {
                            missing.remove(expression);
                        }
                    }
                    assertThat(missing)
                            .as("expressions without data; the service and Prometheus say:%n%s", logs())
                            .isEmpty();
                });

        var health = new TreeMap<String, String>();
        for (JsonNode group : get(prometheus, "/api/v1/rules").get("data").get("groups")) {
            for (JsonNode rule : group.get("rules")) {
                health.put(rule.get("name").asString(), rule.get("health").asString());
            }
        }
        assertThat(health).containsKeys(alerts().toArray(String[]::new));
        assertThat(Set.copyOf(health.values())).containsExactly("ok");
    }

    private String logs() throws IOException {
        var text = new StringBuilder();
        for (var name : List.of("service.log", "prometheus.log")) {
            var lines = Files.readAllLines(folder.resolve(name));
            text.append(String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size())))
                    .append('\n');
        }
        return text.toString();
    }

    private void startService(int port) throws IOException {
        started.add(new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "dev.executor.examples.service.Service",
                        "--port",
                        Integer.toString(port),
                        "--seconds",
                        Long.toString(PATIENCE.multipliedBy(2).toSeconds()))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("service.log").toFile())
                .start());
    }

    private void startPrometheus(int port, int service) throws IOException {
        var config = Files.writeString(folder.resolve("prometheus.yml"), """
                global: {scrape_interval: 1s, evaluation_interval: 1s}
                rule_files: ['%s']
                scrape_configs:
                  - {job_name: executor, static_configs: [{targets: ['127.0.0.1:%d']}]}
                """.formatted(everySecond(), service));
        started.add(new ProcessBuilder(
                        "prometheus",
                        "--config.file=" + config,
                        "--storage.tsdb.path=" + folder.resolve("data"),
                        "--web.listen-address=127.0.0.1:" + port)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("prometheus.log").toFile())
                .start());
    }

    /// The rules, evaluated more often, so that the test need not wait for half a minute.
    private Path everySecond() throws IOException {
        var rules = Files.readString(OPERATIONS.resolve("rules.yml"));
        return Files.writeString(folder.resolve("rules.yml"), rules.replace("interval: 30s", "interval: 1s"));
    }

    /// Every expression of every dashboard, as Grafana would send it.
    private static List<String> expressions() throws IOException {
        var expressions = new ArrayList<String>();
        try (var dashboards = Files.newDirectoryStream(OPERATIONS.resolve("dashboards"), "*.json")) {
            for (var dashboard : dashboards) {
                var panels = JSON.readTree(dashboard.toFile()).get("panels");
                for (JsonNode panel : panels) {
                    for (JsonNode target : panel.get("targets")) {
                        expressions.add(target.get("expr")
                                .asString()
                                .replace("$__rate_interval", "30s")
                                .replace("$pool", ".*")
                                .replace("$task", ".*"));
                    }
                }
            }
        }
        return expressions;
    }

    private boolean returnsData(int port, String expression) throws IOException, InterruptedException {
        var answer = get(port, "/api/v1/query?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8));
        assertThat(answer.get("status").asString()).as(expression).isEqualTo("success");
        for (JsonNode sample : answer.get("data").get("result")) {
            if (!sample.get("value").get(1).asString().equals("NaN")) {
                return true;
            }
        }
        return false;
    }

    private JsonNode get(int port, String path) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(10))
                .build();
        return JSON.readTree(
                http.send(request, HttpResponse.BodyHandlers.ofString()).body());
    }
}
