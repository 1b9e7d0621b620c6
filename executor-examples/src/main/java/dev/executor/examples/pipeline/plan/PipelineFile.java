// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.examples.pipeline.plan;

import dev.executor.ClassifiedFailure;
import dev.executor.FailureKind;
import dev.executor.examples.console.UnusableException;
import dev.executor.isolation.Profile;
import dev.executor.policy.Backoff;
import dev.executor.policy.Jitter;
import dev.executor.policy.RetryPolicy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Reads a pipeline from JSON, and says everything that is wrong with it at once. `docs/pipeline.md` has the format.
public final class PipelineFile {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();
    private static final List<Profile> PROFILES = List.of(Profile.values());
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,39}");
    private static final String NAME_FORM = "write 1 to 40 letters, digits, '.', '_' or '-', the first no sign";

    private final Path checkout;
    private final List<String> problems = new ArrayList<>();

    private PipelineFile(Path checkout) {
        this.checkout = checkout;
    }

    /// {@return the pipeline}
    /// @param source where it is from, for messages
    /// @param json its text
    /// @param checkout what relative paths start from
    /// @throws UnusableException if something is wrong with it
    public static Plan read(String source, String json, Path checkout) throws UnusableException {
        JsonNode root;
        try {
            root = MAPPER.readTree(json);
        } catch (JacksonException e) {
            var at = e.getLocation();
            throw new UnusableException(
                    source + " is no JSON"
                            + (at == null ? "" : ", line " + at.getLineNr() + ", column " + at.getColumnNr()) + ": "
                            + e.getOriginalMessage(),
                    e);
        }
        if (!root.isObject()) {
            throw new UnusableException(source + " is no object; write {\"name\": ..., \"steps\": [...]}");
        }
        var file = new PipelineFile(checkout);
        var plan = file.plan(Fields.of("the pipeline", root, file.problems));
        if (!file.problems.isEmpty()) {
            throw new UnusableException(source + " cannot be run:\n  " + String.join("\n  ", file.problems));
        }
        return plan;
    }

    private Plan plan(Fields fields) {
        var name = name(fields).orElse("");
        var concurrency = fields.whole("concurrency", 1, 1_000);
        var elements = fields.elements("steps");
        fields.end();
        if (elements.isEmpty()) {
            fields.problem("has no steps; give at least one: \"steps\": [{\"name\": ..., \"command\": [...]}]");
        }
        var steps = new ArrayList<Step>();
        for (int i = 0; i < elements.size(); i++) {
            var element = elements.get(i);
            var named = element.path("name");
            var where = named.isString() ? "step '" + named.stringValue() + "'" : "step " + (i + 1);
            if (element.isObject()) {
                steps.add(step(where, Fields.of(where, element, problems)));
            } else {
                problems.add(where + " was " + element + "; write {\"name\": ..., \"command\": [...]}");
            }
        }
        return new Plan(name, concurrency, StepOrder.of(steps, problems));
    }

    private Step step(String where, Fields fields) {
        var step = new Step(
                name(fields).orElse(where),
                fields.texts("command"),
                fields.namedTexts("environment"),
                fields.texts("inherit"),
                fields.text("folder"),
                fields.namedTexts("inputs"),
                fields.texts("readable"),
                fields.texts("writable"),
                fields.oneOf("profile", PROFILES).orElse(Profile.STANDARD),
                fields.oneOf("orElse", PROFILES),
                fields.object("limits").map(StepLimits::read).orElse(StepLimits.NONE),
                fields.texts("orWithout"),
                fields.texts("needs"),
                fields.texts("artifacts"),
                fields.object("retry").map(PipelineFile::retry).orElse(RetryPolicy.none()),
                fields.parsed("attemptTimeout", Quantities::duration),
                fields.parsed("timeout", Quantities::duration),
                fields.wholes("expectedExits", 0, 255).orElse(Set.of(0)));
        fields.end();
        new StepCheck(step, fields, checkout).run();
        return step;
    }

    private static Optional<String> name(Fields fields) {
        if (!fields.has("name")) {
            fields.problem("has no name; " + NAME_FORM);
        }
        return fields.parsed("name", text -> {
            if (!NAME.matcher(text).matches()) {
                throw new IllegalArgumentException(NAME_FORM);
            }
            return text;
        });
    }

    private static RetryPolicy retry(Fields fields) {
        int attempts = fields.whole("attempts", 1, 100).orElse(3);
        var first = fields.parsed("backoff", Quantities::duration).orElse(Duration.ofSeconds(1));
        var longest = fields.parsed("maxBackoff", Quantities::duration)
                .orElse(first.compareTo(Duration.ofMinutes(1)) > 0 ? first : Duration.ofMinutes(1));
        fields.end();
        var policies = new ArrayList<RetryPolicy>();
        fields.checking(() -> policies.add(RetryPolicy.attempts(
                attempts,
                first.isZero()
                        ? Backoff.none()
                        : Backoff.exponential(first, longest).withJitter(Jitter.EQUAL))));
        return policies.isEmpty() ? RetryPolicy.none() : exceptViolations(policies.getFirst());
    }

    /// A program that does what is forbidden will do it again.
    private static RetryPolicy exceptViolations(RetryPolicy policy) {
        Predicate<Throwable> violation = failure -> failure instanceof ClassifiedFailure classified
                && classified.failureKind() == FailureKind.SANDBOX_VIOLATION;
        return policy.retryingIf(violation.negate().and(policy.retryIf()));
    }
}
