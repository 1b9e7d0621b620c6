// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox.output;

import java.nio.charset.StandardCharsets;
import java.util.function.BiConsumer;

/// Splits a stream of bytes into lines. Confined to one thread; holds at most one line.
///
/// A line ends at a line feed; a carriage return before it is dropped. A longer line than the limit is cut,
/// and the rest up to the line feed is dropped, so an endless line needs no more memory than a long one. Bytes that are
/// not UTF-8 become U+FFFD. A character that is cut in two is dropped.
final class LineSplitter {
    /// The longest line, in bytes.
    static final int LONGEST = 8192;

    private final byte[] line = new byte[LONGEST];
    private final BiConsumer<String, Boolean> receiver;
    private int length;
    private boolean cut;
    private boolean started;

    /// @param receiver receives each line and whether it was cut
    LineSplitter(BiConsumer<String, Boolean> receiver) {
        this.receiver = receiver;
    }

    void add(byte[] bytes, int count) {
        for (int i = 0; i < count; i++) {
            byte b = bytes[i];
            if (b == '\n') {
                end();
            } else {
                started = true;
                if (length < LONGEST) {
                    line[length++] = b;
                } else {
                    cut = true;
                }
            }
        }
    }

    /// Ends the stream, and with it a last line without a line feed.
    void finish() {
        if (started) {
            end();
        }
    }

    private void end() {
        int to = length;
        if (cut) {
            to = beforeSplitCharacter(to);
        } else if (to > 0 && line[to - 1] == '\r') {
            to--;
        }
        receiver.accept(new String(line, 0, to, StandardCharsets.UTF_8), cut);
        length = 0;
        cut = false;
        started = false;
    }

    /// Steps back over the beginning of a character whose end was dropped.
    private int beforeSplitCharacter(int to) {
        int start = to - 1;
        while (start > to - 4 && start > 0 && (line[start] & 0xc0) == 0x80) {
            start--;
        }
        int lead = line[start] & 0xff;
        int wanted = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc0 ? 2 : 1;
        return start + wanted > to ? start : to;
    }
}
