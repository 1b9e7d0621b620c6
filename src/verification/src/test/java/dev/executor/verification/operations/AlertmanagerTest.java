// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.verification.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The example in `docs/operations/alertmanager.yml`, in a real Alertmanager on the loopback interface.
class AlertmanagerTest {
    private static final Path OPERATIONS = Path.of(System.getProperty("checkout"), "docs", "operations");
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final JsonMapper JSON = JsonMapper.shared();

    @TempDir
    private Path folder;

    private final HttpClient http = HttpClient.newHttpClient();

    /// What receivers were sent: the receiver's name and the names of the alerts.
    private final List<String> notified = new CopyOnWriteArrayList<>();

    private @Nullable HttpServer receiver;
    private @Nullable Process alertmanager;
    private int port;

    @BeforeEach
    void require() {
        Programs.require("prometheus-alertmanager");
        Programs.require("amtool");
    }

    @AfterEach
    void stop() throws Exception {
        if (alertmanager != null) {
            alertmanager.destroy();
            if (!alertmanager.waitFor(Duration.ofSeconds(20))) {
                alertmanager.destroyForcibly().waitFor();
            }
        }
        if (receiver != null) {
            receiver.stop(0);
        }
    }

    private int receiver() throws IOException {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver = server;
        server.createContext("/", exchange -> {
            try (exchange) {
                var names = new ArrayList<String>();
                JSON.readTree(exchange.getRequestBody())
                        .get("alerts")
                        .forEach(alert ->
                                names.add(alert.get("labels").get("alertname").asString()));
                names.sort(null);
                notified.add(exchange.getRequestURI().getPath() + " " + names);
                exchange.sendResponseHeaders(200, -1);
            }
        });
        server.start();
        return server.getAddress().getPort();
    }

    /// Starts it with the example's settings, but for the receivers' addresses and shorter waits.
    private void start(String maintenance) throws Exception {
        var example = Files.readString(OPERATIONS.resolve("alertmanager.yml"));
        var settings = example.replace("127.0.0.1:9095", "127.0.0.1:" + receiver())
                .replaceAll("group_wait: \\S+", "group_wait: 1s")
                .replaceAll("group_interval: \\S+", "group_interval: 1s")
                .replaceAll("- weekdays: .*\\n +times: .*", "- " + maintenance);
        assertThat(settings).contains(maintenance).doesNotContain("sunday");
        var config = Files.writeString(folder.resolve("alertmanager.yml"), settings);
        port = Programs.freePort();
        alertmanager = new ProcessBuilder(
                        "prometheus-alertmanager",
                        "--config.file=" + config,
                        "--storage.path=" + folder.resolve("data"),
                        "--web.listen-address=127.0.0.1:" + port,
                        "--cluster.listen-address=",
                        "--log.level=debug")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        await().atMost(PATIENCE)
                .ignoreExceptionsInstanceOf(IOException.class) // it does not listen yet
                .until(() -> get("/-/ready") != null);
    }

    private JsonNode get(String path) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(10))
                .build();
        var answer = http.send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(path).isEqualTo(200);
        return path.startsWith("/api") ? JSON.readTree(answer.body()) : JSON.createObjectNode();
    }

    private static Map<String, Object> alert(String name, String severity, String... labels) {
        var all = new TreeMap<String, String>(Map.of("alertname", name, "severity", severity));
        for (int i = 0; i < labels.length; i += 2) {
            all.put(labels[i], labels[i + 1]);
        }
        return Map.of("labels", all);
    }

    private void post(List<Map<String, Object>> alerts) throws Exception {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/v2/alerts"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(alerts)))
                .build();
        var answer = http.send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    /// The alerts in some state, each with its job and what it is of.
    private Set<String> alerts(String state, String by) throws Exception {
        var found = new HashSet<String>();
        for (JsonNode alert : get("/api/v2/alerts")) {
            var status = alert.get("status");
            if (status.get("state").asString().equals(state)
                    && (by.isEmpty() || !status.get(by).isEmpty())) {
                var labels = alert.get("labels");
                found.add(labels.get("alertname").asString().substring("Executor".length()) + " "
                        + labels.get("job").asString() + labels.path("instance").asString(""));
            }
        }
        return found;
    }

    @Test
    void theExampleIsValidAndSendsPagesAndTicketsToTheirReceivers() throws Exception {
        Programs.run(OPERATIONS, "amtool", "check-config", "alertmanager.yml");
        for (var route : Map.of("page", "pages", "ticket", "tickets").entrySet()) {
            assertThat(Programs.run(
                            OPERATIONS,
                            "amtool",
                            "config",
                            "routes",
                            "test",
                            "--config.file=alertmanager.yml",
                            "severity=" + route.getKey(),
                            "job=shop"))
                    .endsWith("\n" + route.getValue() + "\n");
        }
    }

    @Test
    void alertsOfAPoolComeTogetherAndWhatFollowsFromAnotherIsInhibitedAndMaintenanceSilences() throws Exception {
        start("years: ['2000']");
        String[] media = {"job", "shop", "namespace", "prod", "pool", "media"};
        post(List.of(
                alert("ExecutorSuccessBurnRate", "page", media),
                alert("ExecutorSandboxViolations", "page", media),
                alert("ExecutorStartLatency", "ticket", media), // that pool has paged somebody
                alert("ExecutorRejections", "ticket", "job", "shop", "namespace", "prod", "pool", "builds"),
                alert("ExecutorRetryStorm", "ticket", "job", "shop", "namespace", "test", "pool", "media"),
                alert("ExecutorServiceDown", "page", "job", "search"),
                alert("ExecutorTargetDown", "ticket", "job", "search", "instance", "-a"),
                alert("ExecutorQueueStuck", "page", "job", "search", "instance", "-a", "pool", "media"),
                alert("ExecutorTargetDown", "ticket", "job", "mail", "instance", "-a"),
                alert("ExecutorStuckTasks", "page", "job", "mail", "instance", "-a", "pool", "media"),
                alert("ExecutorStuckTasks", "page", "job", "mail", "instance", "-b", "pool", "media"),
                alert("ExecutorEventsDropped", "ticket", "job", "mail", "pool", "other"),
                alert("ExecutorEventsDropped", "ticket", "job", "search", "pool", "other")));
        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(alerts("suppressed", "inhibitedBy"))
                    .containsExactlyInAnyOrder(
                            "StartLatency shop",
                            "TargetDown search-a",
                            "QueueStuck search-a",
                            "EventsDropped search",
                            "StuckTasks mail-a");
            assertThat(alerts("active", ""))
                    .containsExactlyInAnyOrder(
                            "SuccessBurnRate shop",
                            "SandboxViolations shop",
                            "Rejections shop",
                            "RetryStorm shop",
                            "ServiceDown search",
                            "TargetDown mail-a",
                            "StuckTasks mail-b",
                            "EventsDropped mail");
            assertThat(notified)
                    .contains(
                            "/pages [ExecutorSandboxViolations, ExecutorSuccessBurnRate]",
                            "/tickets [ExecutorRejections]",
                            "/tickets [ExecutorRetryStorm]",
                            "/pages [ExecutorServiceDown]")
                    .noneMatch(text -> text.contains("StartLatency") || text.contains("QueueStuck"));
        });

        Programs.run(
                folder,
                "amtool",
                "silence",
                "add",
                "--alertmanager.url=http://127.0.0.1:" + port,
                "--author=test",
                "--duration=2h",
                "--comment=new disks",
                "job=shop");
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(alerts("suppressed", "silencedBy"))
                        .containsExactlyInAnyOrder(
                                "SuccessBurnRate shop",
                                "SandboxViolations shop",
                                "StartLatency shop",
                                "Rejections shop",
                                "RetryStorm shop"));
        assertThat(alerts("active", "")).contains("ServiceDown search");
    }

    @Test
    void nobodyIsNotifiedWhileMaintenanceIsOn() throws Exception {
        start("times: [{start_time: '00:00', end_time: '24:00'}]");
        post(List.of(
                alert("ExecutorStuckTasks", "page", "job", "shop", "pool", "media"),
                alert("ExecutorRejections", "ticket", "job", "search", "pool", "media")));
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(Files.readAllLines(folder.resolve("log")).stream()
                                .filter(line -> line.contains("route is within mute time")))
                        .hasSizeGreaterThanOrEqualTo(2));
        assertThat(notified).isEmpty();
        assertThat(alerts("active", "")).hasSize(2);
    }
}
