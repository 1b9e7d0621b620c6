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
            var named = Pattern.compile(
                            "- alert: " + alert
                                    + "\\n(?:(?!- alert:)[\\s\\S])*?runbook_url: \"\\{\\{ \\$externalLabels\\.executor_runbooks \\}\\}/(\\S+)\"")
                    .matcher(rules);
            assertThat(named.find()).as(alert + " names a runbook").isTrue();
            var runbook = "runbooks/" + named.group(1);
            assertThat(Files.readString(OPERATIONS.resolve(runbook)))
                    .startsWith("# Executor")
                    .contains("**Symptom.**", "**Likely causes**", "**What to look at**", "**What to do**");
            assertThat(Files.readString(OPERATIONS.resolve(runbook))
                            .lines()
                            .findFirst()
                            .orElseThrow())
                    .as("title of " + runbook)
                    .contains(alert);
            assertThat(index).contains("| " + alert + " |", runbook);
        }
    }

    @Test
    void everyDashboardAsksForServiceInstanceAndPoolAndLinksToTheOthersAndToRunbooks() throws Exception {
        for (var dashboard : dashboards()) {
            var title = dashboard.get("title").asString();
            assertThat(names(dashboard.get("templating").get("list")))
                    .as("variables of " + title)
                    .contains("job", "instance", "pool", "runbooks");
            assertThat(dashboard.get("links").findValuesAsString("type")).contains("dashboards");
            int thresholds = 0;
            int links = 0;
            for (JsonNode panel : dashboard.get("panels")) {
                thresholds += panel.get("fieldConfig").get("defaults").has("thresholds") ? 1 : 0;
                for (JsonNode target : panel.get("targets")) {
                    assertThat(target.get("expr").asString())
                            .as("panel " + panel.get("title") + " of " + title)
                            .contains("job=~\"$job\"");
                }
                for (JsonNode link : panel.path("links")) {
                    var url = link.get("url").asString();
                    assertThat(url).startsWith("${runbooks}/");
                    assertThat(OPERATIONS.resolve("runbooks").resolve(url.substring("${runbooks}/".length())))
                            .exists();
                    links++;
                }
            }
            assertThat(thresholds).as("panels of " + title + " with thresholds").isPositive();
            assertThat(links).as("links of " + title + " to runbooks").isGreaterThan(2);
        }
    }

    private static List<String> names(JsonNode variables) {
        return variables.findValuesAsString("name");
    }

    private static List<JsonNode> dashboards() throws IOException {
        var read = new ArrayList<JsonNode>();
        try (var files = Files.newDirectoryStream(OPERATIONS.resolve("dashboards"), "*.json")) {
            files.forEach(file -> read.add(JSON.readTree(file.toFile())));
        }
        return read;
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
                .ignoreExceptionsInstanceOf(IOException.class) // it does not listen yet
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

        assertAlertsLinkToRunbooks(prometheus);
        assertExemplarsLinkToTraces(prometheus, service);

        var health = new TreeMap<String, String>();
        for (JsonNode group : get(prometheus, "/api/v1/rules").get("data").get("groups")) {
            for (JsonNode rule : group.get("rules")) {
                health.put(rule.get("name").asString(), rule.get("health").asString());
            }
        }
        assertThat(health).containsKeys(alerts().toArray(String[]::new));
        assertThat(Set.copyOf(health.values())).containsExactly("ok");
    }

    /// Of the alerts that wait or fire: the example lets something go wrong at once.
    private void assertAlertsLinkToRunbooks(int prometheus) {
        await().atMost(PATIENCE).pollInterval(Duration.ofSeconds(1)).untilAsserted(() -> {
            var alerts = get(prometheus, "/api/v1/alerts").get("data").get("alerts");
            assertThat(alerts)
                    .isNotEmpty()
                    .allSatisfy(alert -> assertThat(
                                    alert.get("annotations").get("runbook_url").asString())
                            .matches("https://runbooks\\.example/executor/[a-z-]+\\.md"));
        });
    }

    /// The example makes its spans itself: there is no agent.
    private void assertExemplarsLinkToTraces(int prometheus, int service) {
        await().atMost(PATIENCE).pollInterval(Duration.ofSeconds(1)).untilAsserted(() -> {
            long now = System.currentTimeMillis() / 1_000;
            var found = get(
                            prometheus,
                            "/api/v1/query_exemplars?query=executor_task_queue_time_seconds_bucket&start=" + (now - 600)
                                    + "&end=" + (now + 1))
                    .get("data");
            var ids = found.findValuesAsString("trace_id");
            assertThat(ids).isNotEmpty();
            assertThat(get(service, "/traces").findValuesAsString("trace_id"))
                    .as("traces that the service still has")
                    .containsAnyElementsOf(ids);
        });
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
                global:
                  scrape_interval: 1s
                  evaluation_interval: 1s
                  external_labels: {executor_runbooks: 'https://runbooks.example/executor'}
                rule_files: ['%s']
                scrape_configs:
                  - {job_name: executor, static_configs: [{targets: ['127.0.0.1:%d']}]}
                """.formatted(everySecond(), service));
        started.add(new ProcessBuilder(
                        "prometheus",
                        "--config.file=" + config,
                        "--storage.tsdb.path=" + folder.resolve("data"),
                        "--enable-feature=exemplar-storage",
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
        for (var dashboard : dashboards()) {
            for (JsonNode panel : dashboard.get("panels")) {
                for (JsonNode target : panel.get("targets")) {
                    expressions.add(target.get("expr")
                            .asString()
                            .replace("$__rate_interval", "30s")
                            .replace("$job", "executor")
                            .replace("$instance", "127.*")
                            .replace("$pool", ".*")
                            .replace("$task", ".*"));
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
