// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.metrics;

import dev.executor.PoolSnapshot;
import dev.executor.Priority;
import java.nio.charset.Charset;
import java.util.Locale;

/// A pool at a glance: its snapshot as a box of text, for a terminal, a log or an endpoint. Stateless.
///
/// ```
/// ┌ media, OPEN ──────────────────────────────────────────────────────────────┐
/// │ running  ████████████████████████░░░░░░░░   12 of 16 permits, 75 %        │
/// │ slots    ██░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░   61 of 1,016 taken, 6 %        │
/// │ waiting  critical 0 · high 2 · normal 40 · low 7                          │
/// │ ended    succeeded 12,000 (97.2 %) · failed 300 · timed out 40            │
/// │          cancelled 5 · shed 0 · refused 3                                 │
/// │ retries  312, denied 0 · delayed 0                                        │
/// │ stuck    0 · stopping 1 · events dropped 0 · errors 0                     │
/// └───────────────────────────────────────────────────────────────────────────┘
/// ```
///
/// @since 0.1
public final class SnapshotView {
    private static final int WIDTH = 77;
    private static final int BAR = 32;

    private SnapshotView() {}

    /// {@return the snapshot as nine lines of 77 columns, each with a line feed}
    /// @param snapshot of a pool
    public static String render(PoolSnapshot snapshot) {
        var box = new StringBuilder();
        String title = " " + snapshot.pool() + ", " + snapshot.state() + " ";
        title = title.length() > WIDTH - 4 ? title.substring(0, WIDTH - 5) + " " : title;
        box.append('┌')
                .append(title)
                .append("─".repeat(WIDTH - 2 - title.length()))
                .append("┐\n");
        line(
                box,
                String.format(
                        Locale.ROOT,
                        "running  %s  %,6d of %,d permits, %s",
                        bar(snapshot.permits().taken(), snapshot.permits().limit()),
                        snapshot.permits().taken(),
                        snapshot.permits().limit(),
                        percent(snapshot.permits().taken(), snapshot.permits().limit())));
        line(
                box,
                String.format(
                        Locale.ROOT,
                        "slots    %s  %,6d of %,d taken, %s",
                        bar(snapshot.tasks().live(), snapshot.tasks().bound()),
                        snapshot.tasks().live(),
                        snapshot.tasks().bound(),
                        percent(snapshot.tasks().live(), snapshot.tasks().bound())));
        line(
                box,
                "waiting  critical %s · high %s · normal %s · low %s"
                        .formatted(
                                count(queued(snapshot, Priority.CRITICAL)),
                                count(queued(snapshot, Priority.HIGH)),
                                count(queued(snapshot, Priority.NORMAL)),
                                count(queued(snapshot, Priority.LOW))));
        line(
                box,
                "ended    succeeded %s (%s) · failed %s · timed out %s"
                        .formatted(
                                count(snapshot.outcomes().succeeded()),
                                percent(
                                        snapshot.outcomes().succeeded(),
                                        snapshot.outcomes().total()),
                                count(snapshot.outcomes().failed()),
                                count(snapshot.outcomes().timedOut())));
        line(
                box,
                "         cancelled %s · shed %s · refused %s"
                        .formatted(
                                count(snapshot.outcomes().cancelled()),
                                count(snapshot.outcomes().shed()),
                                count(snapshot.submissions().refused())));
        line(
                box,
                "retries  %s, denied %s · delayed %s"
                        .formatted(
                                count(snapshot.retries().scheduled()),
                                count(snapshot.retries().denied()),
                                count(snapshot.tasks().delayed())));
        line(
                box,
                "stuck    %s · stopping %s · events dropped %s · errors %s"
                        .formatted(
                                count(snapshot.tasks().stuck()),
                                count(snapshot.tasks().stopping()),
                                count(snapshot.listeners().droppedEvents()),
                                count(snapshot.listeners().errors())));
        return box.append('└').append("─".repeat(WIDTH - 2)).append("┘\n").toString();
    }

    /// {@return the same for an output that may not have these characters}: plain ASCII where it has not
    /// @param snapshot of a pool
    /// @param charset of the output, such as `System.out.charset()`
    public static String render(PoolSnapshot snapshot, Charset charset) {
        var text = render(snapshot);
        if (charset.canEncode() && charset.newEncoder().canEncode("┌┐└┘─│█░·")) {
            return text;
        }
        return text.replaceAll("[┌┐└┘]", "+")
                .replace('─', '-')
                .replace('│', '|')
                .replace('█', '#')
                .replace('░', '.')
                .replace('·', ',');
    }

    private static int queued(PoolSnapshot snapshot, Priority priority) {
        return snapshot.queue().byPriority().getOrDefault(priority, 0);
    }

    /// Short enough for its line, whatever it is.
    private static String count(long number) {
        return number < 1_000_000
                ? String.format(Locale.ROOT, "%,d", number)
                : number < 1_000_000_000
                        ? String.format(Locale.ROOT, "%.1f M", number / 1e6)
                        : String.format(Locale.ROOT, "%,.0f G", number / 1e9);
    }

    private static String bar(long part, long whole) {
        int filled = whole == 0 ? 0 : Math.clamp(Math.ceilDiv(part * BAR, whole), 0, BAR);
        return "█".repeat(filled) + "░".repeat(BAR - filled);
    }

    private static String percent(long part, long whole) {
        double share = whole == 0 ? 100 : 100.0 * part / whole;
        // Never rounded up to all, nor down to nothing.
        if (share > 99.9 && share < 100) {
            return "99.9 %";
        }
        return String.format(Locale.ROOT, share == 100 || share == 0 ? "%.0f %%" : "%.1f %%", share);
    }

    private static void line(StringBuilder box, String text) {
        int room = WIDTH - 4;
        box.append("│ ")
                .append(text.length() > room ? text.substring(0, room) : text + " ".repeat(room - text.length()))
                .append(" │\n");
    }
}
