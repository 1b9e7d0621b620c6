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
/// │ places   ██░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░   61 of 1,016 taken, 6 %        │
/// │ waiting  critical 0 · high 2 · normal 40 · low 7 · delayed 0              │
/// │ ended    succeeded 12,000 (97.2 %) · failed 300 · timed out 40            │
/// │          cancelled 5 · shed 0 · refused 3                                 │
/// │ retries  312, denied 0                                                    │
/// │ stuck 0 · stopping 1 · events dropped 0 · listener errors 0               │
/// └───────────────────────────────────────────────────────────────────────────┘
/// ```
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
                        bar(snapshot.running(), snapshot.limit()),
                        snapshot.running(),
                        snapshot.limit(),
                        percent(snapshot.running(), snapshot.limit())));
        line(
                box,
                String.format(
                        Locale.ROOT,
                        "places   %s  %,6d of %,d taken, %s",
                        bar(snapshot.live(), snapshot.bound()),
                        snapshot.live(),
                        snapshot.bound(),
                        percent(snapshot.live(), snapshot.bound())));
        line(
                box,
                String.format(
                        Locale.ROOT,
                        "waiting  critical %,d · high %,d · normal %,d · low %,d · delayed %,d",
                        queued(snapshot, Priority.CRITICAL),
                        queued(snapshot, Priority.HIGH),
                        queued(snapshot, Priority.NORMAL),
                        queued(snapshot, Priority.LOW),
                        snapshot.delayed()));
        line(
                box,
                String.format(
                        Locale.ROOT,
                        "ended    succeeded %,d (%s) · failed %,d · timed out %,d",
                        snapshot.succeeded(),
                        percent(snapshot.succeeded(), snapshot.finished()),
                        snapshot.failed(),
                        snapshot.timedOut()));
        line(
                box,
                String.format(
                        Locale.ROOT,
                        "         cancelled %,d · shed %,d · refused %,d",
                        snapshot.cancelled(),
                        snapshot.shed(),
                        snapshot.refused()));
        line(box, String.format(Locale.ROOT, "retries  %,d, denied %,d", snapshot.retries(), snapshot.retriesDenied()));
        line(
                box,
                String.format(
                        Locale.ROOT,
                        "stuck %,d · stopping %,d · events dropped %,d · listener errors %,d",
                        snapshot.stuck(),
                        snapshot.stopping(),
                        snapshot.droppedEvents(),
                        snapshot.listenerErrors()));
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
        return snapshot.queued().getOrDefault(priority, 0);
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
