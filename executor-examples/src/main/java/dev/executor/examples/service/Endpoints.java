// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.examples.service;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.executor.examples.console.UnusableException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/// Answers HTTP on the loopback interface. Thread-safe.
final class Endpoints implements AutoCloseable {
    private final HttpServer server;

    private Endpoints(HttpServer server) {
        this.server = server;
    }

    static Endpoints open(int port, Observed observed) throws UnusableException {
        HttpServer server;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        } catch (IOException e) {
            throw new UnusableException("--port was " + port + ", which cannot be used: " + e.getMessage(), e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/metrics", exchange -> {
            try (exchange) {
                var type = metricsType(exchange.getRequestHeaders().getOrDefault("Accept", List.of()));
                respond(exchange, "/metrics", type, () -> observed.scrape(type));
            }
        });
        answer(server, "/traces", "application/json", () -> observed.traces().toJson());
        answer(server, "/snapshot", "text/plain; charset=utf-8", () -> observed.view(StandardCharsets.UTF_8));
        answer(server, "/slo", "text/plain; charset=utf-8", observed::objectives);
        answer(
                server,
                "/usage.csv",
                "text/csv; charset=utf-8",
                () -> observed.bill().toCsv());
        answer(server, "/usage.json", "application/json", () -> observed.bill().toJson());
        server.start();
        return new Endpoints(server);
    }

    /// OpenMetrics for those who take it, as the older format has no exemplars.
    private static String metricsType(List<String> accepted) {
        return accepted.stream().anyMatch(type -> type.contains("application/openmetrics-text"))
                ? "application/openmetrics-text; version=1.0.0; charset=utf-8"
                : "text/plain; version=0.0.4; charset=utf-8";
    }

    private static void answer(HttpServer server, String path, String type, Supplier<String> text) {
        server.createContext(path, exchange -> {
            try (exchange) {
                respond(exchange, path, type, text);
            }
        });
    }

    private static void respond(HttpExchange exchange, String path, String type, Supplier<String> text)
            throws IOException {
        if (!exchange.getRequestURI().getPath().equals(path)) {
            exchange.sendResponseHeaders(404, -1);
            return;
        }
        var body = text.get().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
    }

    int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
