// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.examples.pipeline.plan;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/// The fields of a JSON object, taken one by one. What is wrong is added to a list, so that all of it is told at once;
/// what is taken then is as if the field were not there. Confined to one thread.
final class Fields {
    private static final int SHOWN = 60;

    private final String where;
    private final String prefix;
    private final List<String> problems;
    private final Map<String, JsonNode> left = new LinkedHashMap<>();
    private final Set<String> known = new LinkedHashSet<>();

    private Fields(String where, String prefix, JsonNode object, List<String> problems) {
        this.where = where;
        this.prefix = prefix;
        this.problems = problems;
        object.properties().forEach(field -> left.put(field.getKey(), field.getValue()));
    }

    /// {@return the fields of an object}
    /// @param where what the object is, for messages
    /// @param object the object
    /// @param problems where problems go
    static Fields of(String where, JsonNode object, List<String> problems) {
        return new Fields(where, "", object, problems);
    }

    /// {@return whether a field is there}
    boolean has(String name) {
        return left.containsKey(name);
    }

    /// {@return a text}
    Optional<String> text(String name) {
        return take(name).flatMap(node -> text(name, node));
    }

    /// {@return what a text stands for}
    /// @param parser refuses what stands for nothing by an `IllegalArgumentException` that says what to write
    <T> Optional<T> parsed(String name, Function<String, T> parser) {
        return text(name).flatMap(text -> {
            try {
                return Optional.of(parser.apply(text));
            } catch (IllegalArgumentException e) {
                problem(name, quoted(text), "; " + e.getMessage());
                return Optional.empty();
            }
        });
    }

    /// {@return one of an enum's constants, written in small letters}
    <T extends Enum<T>> Optional<T> oneOf(String name, List<T> constants) {
        return parsed(
                name,
                text -> constants.stream()
                        .filter(constant -> StepGrant.words(constant).equals(text))
                        .findFirst()
                        .orElseThrow(() -> new IllegalArgumentException("write "
                                + constants.stream().map(StepGrant::words).collect(Collectors.joining(" or ")))));
    }

    /// {@return a list of texts; empty if it is not there}
    List<String> texts(String name) {
        var texts = new ArrayList<String>();
        for (var element : elements(name)) {
            text(name, element).ifPresent(texts::add);
        }
        return texts;
    }

    /// {@return texts by their names; empty if they are not there}
    Map<String, String> namedTexts(String name) {
        var texts = new LinkedHashMap<String, String>();
        object(name).ifPresent(object -> {
            for (var key : List.copyOf(object.left.keySet())) {
                object.text(key).ifPresent(text -> texts.put(key, text));
            }
        });
        return texts;
    }

    /// {@return a whole number}
    Optional<Integer> whole(String name, int min, int max) {
        return take(name).flatMap(node -> whole(name, node, min, max));
    }

    /// {@return a list of whole numbers, if it is there}
    Optional<Set<Integer>> wholes(String name, int min, int max) {
        if (!has(name)) {
            known.add(name);
            return Optional.empty();
        }
        var numbers = new LinkedHashSet<Integer>();
        for (var element : elements(name)) {
            whole(name, element, min, max).ifPresent(numbers::add);
        }
        return Optional.of(numbers);
    }

    /// {@return a number}
    Optional<Double> number(String name) {
        return take(name).flatMap(node -> {
            if (node.isNumber()) {
                return Optional.of(node.doubleValue());
            }
            problem(name, node.toString(), "; give a number");
            return Optional.empty();
        });
    }

    /// {@return the fields of an object within this one}
    Optional<Fields> object(String name) {
        return take(name).flatMap(node -> {
            if (node.isObject()) {
                return Optional.of(new Fields(where, prefix + name + ".", node, problems));
            }
            problem(name, node.toString(), "; give an object: {...}");
            return Optional.empty();
        });
    }

    /// {@return a list of anything; empty if it is not there}
    List<JsonNode> elements(String name) {
        return take(name)
                .map(node -> {
                    if (!node.isArray()) {
                        problem(name, node.toString(), "; give a list: [...]");
                    }
                    return node.valueStream().toList();
                })
                .orElse(List.of());
    }

    /// Adds a problem with a field.
    ///
    /// @param value what it was
    /// @param rest what is wrong with that, and what to do
    void problem(String name, String value, String rest) {
        var shown = value.length() <= SHOWN ? value : value.substring(0, SHOWN) + "...";
        problems.add(where + ", " + prefix + name + " was " + shown + rest);
    }

    /// Adds a problem with all of it.
    ///
    /// @param text what it is, and what to do
    void problem(String text) {
        problems.add(where + " " + text);
    }

    /// Runs what refuses values with messages that name and show them.
    void checking(Runnable check) {
        try {
            check.run();
        } catch (IllegalArgumentException e) {
            problems.add(where + ", " + prefix + e.getMessage());
        }
    }

    /// Says that all was taken that there may be: the rest are problems.
    void end() {
        left.keySet()
                .forEach(name -> problems.add(where + " has a field '" + prefix + name
                        + "', which means nothing; the fields are " + String.join(", ", known)));
    }

    static String quoted(String text) {
        return "'" + text + "'";
    }

    private Optional<JsonNode> take(String name) {
        known.add(name);
        return Optional.ofNullable(left.remove(name));
    }

    private Optional<String> text(String name, JsonNode node) {
        if (node.isString()) {
            return Optional.of(node.stringValue());
        }
        problem(name, node.toString(), "; give a text: \"...\"");
        return Optional.empty();
    }

    private Optional<Integer> whole(String name, JsonNode node, int min, int max) {
        if (node.isIntegralNumber() && node.canConvertToInt() && node.intValue() >= min && node.intValue() <= max) {
            return Optional.of(node.intValue());
        }
        problem(name, node.toString(), "; give a whole number from " + min + " to " + max);
        return Optional.empty();
    }
}
