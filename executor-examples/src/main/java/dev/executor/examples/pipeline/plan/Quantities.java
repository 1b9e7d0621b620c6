// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.examples.pipeline.plan;

import dev.executor.isolation.ByteSize;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.regex.Pattern;

/// Sizes and durations as people write them. What is none is refused with what to write instead.
final class Quantities {
    private static final Pattern SIZE = Pattern.compile("(\\d{1,18}(?:\\.\\d{1,9})?) ?((?:[KMGT]i)?B)");
    private static final Pattern DURATION = Pattern.compile("(?:\\d{1,9}(?:ms|s|m|h))+");
    private static final Pattern PART = Pattern.compile("(\\d+)(ms|s|m|h)");

    private Quantities() {}

    /// {@return a size such as `512 MiB`, `1.5 GiB` or `100 B`}
    /// @param text the text
    static ByteSize size(String text) {
        var matcher = SIZE.matcher(text);
        if (matcher.matches()) {
            // Units of 1,000 are refused: who writes MB means one or the other, and a limit is no place to guess.
            long unit = 1L
                    << switch (matcher.group(2)) {
                        case "KiB" -> 10;
                        case "MiB" -> 20;
                        case "GiB" -> 30;
                        case "TiB" -> 40;
                        default -> 0;
                    };
            var bytes = new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(unit));
            if (bytes.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) <= 0) {
                return ByteSize.bytes(bytes.longValue());
            }
        }
        throw new IllegalArgumentException("write a number and B, KiB, MiB, GiB or TiB, such as \"512 MiB\"");
    }

    /// {@return a duration such as `90s`, `1h30m` or `250ms`, or as ISO 8601 has it: `PT1M30S`}
    /// @param text the text
    static Duration duration(String text) {
        if (DURATION.matcher(text).matches()) {
            return PART.matcher(text)
                    .results()
                    .map(part -> {
                        long number = Long.parseLong(part.group(1));
                        return switch (part.group(2)) {
                            case "ms" -> Duration.ofMillis(number);
                            case "s" -> Duration.ofSeconds(number);
                            case "m" -> Duration.ofMinutes(number);
                            default -> Duration.ofHours(number);
                        };
                    })
                    .reduce(Duration.ZERO, Duration::plus);
        }
        try {
            return Duration.parse(text);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "write numbers and ms, s, m or h, such as \"90s\" or \"1h30m\", or ISO 8601, such as \"PT90S\"", e);
        }
    }
}
