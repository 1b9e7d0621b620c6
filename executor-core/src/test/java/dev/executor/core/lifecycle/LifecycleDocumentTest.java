// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// Holds `docs/lifecycle.md` against the code.
class LifecycleDocumentTest {
    private static final Path DOCUMENT = Path.of("..", "docs", "lifecycle.md");

    /// The table as the document has to show it.
    static String table(Lifecycle lifecycle) {
        var text = new StringBuilder("| in phase | signal | next phase | effects |\n| --- | --- | --- | --- |\n");
        for (var row : lifecycle.table().values()) {
            for (Transition t : row.values()) {
                String effects = t.effects().stream().map(Enum::name).collect(Collectors.joining(", "));
                text.append("| %s | %s | %s | %s |%n"
                        .formatted(t.from(), t.signal(), t.moves() ? t.to() : "same", effects));
            }
        }
        return text.toString();
    }

    /// The diagram as the document has to show it: an arrow for each pair of phases, with the signals that lead
    /// there.
    static String diagram(Lifecycle lifecycle) {
        var text = new StringBuilder("```mermaid\nstateDiagram-v2\n    [*] --> NEW\n");
        for (var row : lifecycle.table().values()) {
            row.values().stream()
                    .filter(Transition::moves)
                    .collect(Collectors.groupingBy(
                            Transition::to,
                            () -> new java.util.EnumMap<>(Phase.class),
                            Collectors.mapping(t -> t.signal().name(), Collectors.joining(" / "))))
                    .forEach((to, signals) -> text.append("    %s --> %s: %s%n"
                            .formatted(row.values().iterator().next().from(), to, signals)));
        }
        return text.append("    DONE --> [*]\n```\n").toString();
    }

    @Test
    void theDocumentShowsTheTablesAsTheyAre() throws Exception {
        assertThat(Files.readString(DOCUMENT))
                .contains(table(Lifecycle.inMemory()))
                .contains(table(Lifecycle.recorded()));
    }

    @Test
    void theDocumentsDiagramHasEveryArrow() throws Exception {
        assertThat(Files.readString(DOCUMENT)).contains(diagram(Lifecycle.inMemory()));
    }
}
