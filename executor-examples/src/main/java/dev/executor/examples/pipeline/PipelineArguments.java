// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.examples.pipeline;

import dev.executor.examples.console.CommandLine;
import dev.executor.examples.console.UnusableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// What the command line says.
///
/// @param file the pipeline; empty means the one that builds this project's API
/// @param checkout what relative paths in it start from; a real path
/// @param artifacts where artifacts are kept
/// @param json where the result goes, if it is wanted
/// @param concurrency how many steps run at once, if it says so
record PipelineArguments(
        Optional<Path> file, Path checkout, Path artifacts, Optional<Path> json, Optional<Integer> concurrency) {
    static final String USAGE = """
            pipeline.Pipeline [file] [options]

            Runs the steps of a pipeline as sandboxed processes, each when the steps that it needs have succeeded.

              file             the pipeline, as docs/pipeline.md describes it; default: one that builds this
                               project's API
              --checkout DIR   what relative paths and ${checkout} in it mean; default: the checkout around the
                               current directory, or that itself
              --artifacts DIR  where artifacts are kept; default: target/pipeline
              --json FILE      where the result goes; default: nowhere
              --concurrency N  how many steps run at once, 1 to 1000; default: what the pipeline says, or one
                               for each processor
              --help           this text

            Ctrl-C drains and reports.

            Exit code: 0 when every step succeeded; 1 when one failed or was skipped; 2 when the pipeline or an
            argument cannot be used, or this machine cannot enforce what a step asks for; 130 after Ctrl-C.

            With Maven: mvn -q compile exec:exec -Dexample=pipeline.Pipeline -Dargs="my.json --json result.json"
            """;

    static PipelineArguments parse(String... args) throws UnusableException {
        var line = new CommandLine(args);
        Optional<Path> file = Optional.empty();
        Optional<Path> json = Optional.empty();
        Optional<Integer> concurrency = Optional.empty();
        var checkout = CommandLine.checkout().orElse(Path.of(""));
        var artifacts = Path.of("target", "pipeline");
        while (!line.isEmpty()) {
            var arg = line.next();
            switch (arg) {
                case "--checkout" -> checkout = line.path(arg);
                case "--artifacts" -> artifacts = line.path(arg);
                case "--json" ->
                    json = Optional.of(line.path(arg).toAbsolutePath().normalize());
                case "--concurrency" -> concurrency = Optional.of(line.number(arg, 1_000));
                default -> file = Optional.of(CommandLine.onlyPath("file", file, arg));
            }
        }
        if (!Files.isDirectory(checkout)) {
            throw new UnusableException("--checkout was '" + checkout + "', which is no folder; give the path of one");
        }
        try {
            return new PipelineArguments(
                    file, checkout.toRealPath(), artifacts.toAbsolutePath().normalize(), json, concurrency);
        } catch (IOException e) {
            throw new UnusableException("--checkout was '" + checkout + "', which cannot be entered: " + e, e);
        }
    }
}
