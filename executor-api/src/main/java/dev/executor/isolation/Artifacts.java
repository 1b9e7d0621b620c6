// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.isolation;

import dev.executor.spi.Require;
import java.nio.file.FileSystems;
import java.util.List;
import java.util.Objects;
import java.util.regex.PatternSyntaxException;

/// Which files of a work folder are kept as artifacts. Immutable.
///
/// @param globs which files, as `out/*.png` or `reports/**`: `*` and `?` match within a name, `**` across folders
/// @param maxCount the most artifacts, from 1 to 1,000,000; 1,000 unless set
/// @param maxSize the most bytes of all artifacts together; 1 GiB unless set
/// @since 0.1
public record Artifacts(List<String> globs, int maxCount, ByteSize maxSize) {
    /// Keeps no file.
    public static final Artifacts NONE = new Artifacts(List.of(), 1000, ByteSize.gib(1));

    /// Refuses values out of range.
    public Artifacts {
        globs = List.copyOf(globs);
        for (String glob : globs) {
            CommandRules.relative("artifact glob", glob);
            try {
                FileSystems.getDefault().getPathMatcher("glob:" + glob);
            } catch (PatternSyntaxException e) {
                throw new IllegalArgumentException(
                        "artifact glob was '" + glob + "', which is not a glob: " + e.getDescription(), e);
            }
        }
        Require.range("artifact maxCount", maxCount, 1, 1_000_000);
        Objects.requireNonNull(maxSize, "artifact maxSize");
    }
}
