// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox.output;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;

/// Replaces secrets in a stream of bytes. A secret may have any bytes, also line ends, zeros and bytes that are not
/// UTF-8. Confined to one thread.
///
/// If the bytes so far end with what may be the beginning of a secret, these are held back until more bytes arrive. So
/// it holds less than the longest secret.
final class StreamMasker {
    /// Receives the masked bytes.
    @FunctionalInterface
    interface Receiver {
        void add(byte[] bytes, int count);
    }

    private static final byte[] MASK = {'*', '*', '*'};

    private final List<byte[]> needles; // the longest first, as one may contain another
    private final boolean[] begins = new boolean[256]; // by the first byte of a needle
    private final Receiver receiver;
    private byte[] held = new byte[0];

    StreamMasker(List<byte[]> needles, Receiver receiver) {
        this.needles = needles;
        this.receiver = receiver;
        needles.forEach(needle -> begins[needle[0] & 0xff] = true);
    }

    void add(byte[] bytes, int count) {
        if (needles.isEmpty()) {
            receiver.add(bytes, count);
            return;
        }
        var text = new byte[held.length + count];
        System.arraycopy(held, 0, text, 0, held.length);
        System.arraycopy(bytes, 0, text, held.length, count);
        mask(text, true);
    }

    /// Ends the stream. The bytes that were held back are not a secret.
    void finish() {
        if (held.length > 0) {
            var last = held;
            held = new byte[0];
            mask(last, false);
        }
    }

    private void mask(byte[] text, boolean more) {
        var out = new ByteArrayOutputStream(text.length);
        int at = 0;
        while (at < text.length) {
            int skip = begins[text[at] & 0xff] ? match(text, at, more) : 0;
            if (skip < 0) {
                break; // the next bytes decide whether it is a secret
            }
            if (skip == 0) {
                out.write(text[at++]);
            } else {
                out.writeBytes(MASK);
                for (int end = at + skip; at < end; at++) {
                    if (text[at] == '\n') { // keeps the number of lines
                        out.write('\n');
                        out.writeBytes(MASK);
                    }
                }
            }
        }
        held = Arrays.copyOfRange(text, at, text.length);
        if (out.size() > 0) {
            receiver.add(out.toByteArray(), out.size());
        }
    }

    /// {@return the length of the secret at this position; 0 if there is none; negative if more bytes decide}
    private int match(byte[] text, int at, boolean more) {
        boolean open = false;
        int found = 0;
        for (byte[] needle : needles) {
            int common = 0;
            while (common < needle.length && at + common < text.length && text[at + common] == needle[common]) {
                common++;
            }
            if (common == needle.length) {
                found = Math.max(found, common);
            } else if (at + common == text.length) {
                open |= more && needle.length > found;
            }
        }
        return open ? -1 : found;
    }
}
