// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox.output;

import dev.executor.spi.FailureText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;

/// Replaces secrets in text. Immutable.
///
/// A secret is searched as bytes in the output of a process ([#stream]), and then as text in each line and message,
/// where each of its lines counts as a secret. Masked are the secret itself, the secret with the other kind of line
/// ends, and its Base64 form. Secrets of less than four bytes, and single lines of less than four characters, are not
/// masked, because that would make a log unreadable.
public final class Masker {
    /// The text that replaces a secret.
    public static final String MASK = "***";

    /// Masks nothing.
    public static final Masker NONE = new Masker(List.of(), List.of());

    private static final int CAUSES_MAX = 100;
    private static final int SHORTEST = 4;

    private final List<String> needles; // the longest first, as one may contain another
    private final List<byte[]> bytes; // the longest first, too

    private Masker(List<String> needles, List<byte[]> bytes) {
        this.needles = needles;
        this.bytes = bytes;
    }

    /// {@return a masker for these secrets}
    /// @param secrets their bytes, UTF-8 if they are text
    public static Masker of(List<byte[]> secrets) {
        var needles = new TreeSet<String>();
        var bytes = new ArrayList<byte[]>();
        for (byte[] secret : secrets) {
            String text = new String(secret, StandardCharsets.UTF_8);
            needles.add(text);
            needles.addAll(List.of(text.split("\\R", -1)));
            needles.addAll(List.of(text.split("\n", -1))); // how logs split lines
            needles.addAll(List.of(text.split("\r?\n", -1)));
            needles.add(Base64.getEncoder().withoutPadding().encodeToString(secret));
            needles.add(Base64.getUrlEncoder().withoutPadding().encodeToString(secret));
            // One character for each byte, so that no byte is lost.
            String exact = new String(secret, StandardCharsets.ISO_8859_1);
            String whole = exact.replaceFirst("[\r\n]+$", ""); // echo and $(cat ..) drop final line ends
            var variants =
                    new TreeSet<>(List.of(whole, whole.replace("\r\n", "\n"), whole.replaceAll("(?<!\r)\n", "\r\n")));
            for (String variant : variants) {
                bytes.add(variant.getBytes(StandardCharsets.ISO_8859_1));
            }
        }
        return new Masker(
                needles.stream()
                        .filter(needle -> needle.length() >= SHORTEST)
                        .sorted(Comparator.comparingInt(String::length).reversed())
                        .toList(),
                bytes.stream()
                        .filter(needle -> needle.length >= SHORTEST)
                        .sorted(Comparator.<byte[]>comparingInt(needle -> needle.length)
                                .reversed())
                        .toList());
    }

    /// {@return a masker for a stream}
    /// @param receiver receives the masked bytes
    StreamMasker stream(StreamMasker.Receiver receiver) {
        return new StreamMasker(bytes, receiver);
    }

    /// {@return the text without the secrets}
    /// @param text the text
    public String mask(String text) {
        String masked = text;
        for (String needle : needles) {
            masked = masked.replace(needle, MASK);
        }
        return masked;
    }

    /// {@return the exception, or a masked replacement if it or one of its causes contains a secret}
    /// @param exception the exception
    public Exception mask(Exception exception) {
        Throwable e = exception;
        for (int depth = 0; e != null && depth < CAUSES_MAX; depth++) { // causes may form a cycle
            String text = FailureText.of(e);
            if (!mask(text).equals(text)) {
                return standIn(exception);
            }
            try {
                e = e.getCause();
            } catch (Throwable thrown) { // the exception may be user code, and its cause cannot be checked
                return standIn(exception);
            }
        }
        return e == null ? exception : standIn(exception);
    }

    private IOException standIn(Exception exception) {
        var masked = new IOException(mask(FailureText.of(exception)));
        masked.setStackTrace(FailureText.stackOf(exception));
        return masked;
    }

    /// {@return the text without the secrets, and without a secret's beginning at its end}
    /// @param text the beginning of a longer text
    String maskCut(String text) {
        String masked = mask(text);
        for (String needle : needles) {
            for (int length = needle.length() - 1; length >= SHORTEST; length--) {
                if (masked.endsWith(needle.substring(0, length))) {
                    return masked.substring(0, masked.length() - length) + MASK;
                }
            }
        }
        return masked;
    }
}
