// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.examples.service;

import dev.executor.examples.console.CommandLine;
import dev.executor.examples.console.Screen;
import dev.executor.examples.console.StopRequest;
import dev.executor.examples.console.UnusableException;
import dev.executor.isolation.Sandbox;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Works, and shows what those on call see of it: `/metrics` for Prometheus, `/traces` that its exemplars link to,
/// `/snapshot` for a person, `/usage.csv` and `/usage.json` for billing.
public final class Service {
    private static final String USAGE = """
            service.Service [options]

            A pool that works for three tenants, with failures, retries, timeouts, rejections and, where this
            machine can, sandboxed commands. Serves on the loopback interface:

              /metrics      for Prometheus (docs/operations has rules and dashboards)
              /traces       the latest spans: one task in ten, and all failures
              /snapshot     the pools at a glance
              /slo          the objectives, their burn rates and budgets
              /usage.csv    who used how much, and what it costs; also /usage.json

              --port N      where to listen, 1 to 65535; default: 9464
              --seconds N   how long to work; default: until Ctrl-C
              --help        this text

            With Maven: mvn -q compile exec:exec -Dexample=service.Service
            """;

    private static final int DONE = 0;
    private static final int UNUSABLE = 2;
    private static final Duration GRACE = Duration.ofSeconds(5);

    private Service() {}

    /// Runs it and exits.
    ///
    /// @param args see `--help`
    /// @throws InterruptedException never: nobody interrupts the main thread
    public static void main(String[] args) throws InterruptedException {
        StopRequest.exitWith(stop -> run(args, Screen.standard(), stop));
    }

    static int run(String[] args, Screen screen, StopRequest stop) throws InterruptedException {
        if (List.of(args).contains("--help")) {
            screen.out().print(USAGE);
            return DONE;
        }
        int port = 9_464;
        Optional<Duration> length = Optional.empty();
        try {
            var line = new CommandLine(args);
            while (!line.isEmpty()) {
                var arg = line.next();
                switch (arg) {
                    case "--port" -> port = line.number(arg, 65_535);
                    case "--seconds" -> length = Optional.of(Duration.ofSeconds(line.number(arg, 86_400)));
                    default -> throw new UnusableException("'" + arg + "' is no option; --help lists those there are");
                }
            }
            serve(port, length, screen, stop);
            return DONE;
        } catch (UnusableException e) {
            screen.err().println("service: " + e.getMessage());
            return UNUSABLE;
        }
    }

    private static void serve(int port, Optional<Duration> length, Screen screen, StopRequest stop)
            throws UnusableException, InterruptedException {
        var stopped = new CountDownLatch(1);
        try (var folder = new Folder();
                var sandbox = Sandbox.builder()
                        .artifacts(folder.path())
                        .secrets((name, _) -> ("secret of " + name).getBytes(StandardCharsets.UTF_8))
                        .open();
                var observed = Observed.open();
                var endpoints = Endpoints.open(port, observed)) {
            screen.out()
                    .println("Serving http://127.0.0.1:" + endpoints.port()
                            + "/metrics, /traces, /snapshot, /slo, /usage.csv;" + " Ctrl-C stops.");
            screen.out().flush();
            stop.whenRequested(stopped::countDown);
            var load = new Load(observed.work());
            var commands = new Commands(observed.builds(), sandbox);
            long startNanos = System.nanoTime();
            for (int tick = 0; !over(length, startNanos); tick++) {
                load.tick(tick);
                commands.tick(tick);
                if (stopped.await(Load.TICK.toMillis(), TimeUnit.MILLISECONDS)) {
                    break;
                }
            }
            observed.drain(GRACE);
            screen.out().print(observed.view(screen.out().charset()));
        } catch (IOException e) {
            throw new UnusableException(e.getMessage() == null ? e.toString() : e.getMessage(), e);
        }
    }

    private static boolean over(Optional<Duration> length, long startNanos) {
        return length.isPresent()
                && System.nanoTime() - startNanos >= length.get().toNanos();
    }

    /// A folder for artifacts, which goes with the program.
    private record Folder(Path path) implements AutoCloseable {
        Folder() throws IOException {
            this(Files.createTempDirectory("executor-service"));
        }

        @Override
        public void close() throws IOException {
            try (var files = Files.walk(path)) {
                for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
