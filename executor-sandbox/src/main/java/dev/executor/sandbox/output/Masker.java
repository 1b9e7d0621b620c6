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
/// A secret is found as the bytes that it is in the stream of what a process writes ([#stream]), and then in each line
/// and message as text, where each of its own lines counts as one. What is masked: the secret as it is, with the other
/// kind of line ends, and in Base64. Too short to be masked without making a log unreadable: less than four bytes, or
/// a line of less than four characters that is written without the others.
public final class Masker {
    /// What stands for a secret.
    public static final String MASK = "***";

    /// Masks nothing.
    public static final Masker NONE = new Masker(List.of(), List.of());

    private static final int CAUSES_MAX = 100;
    private static final int SHORTEST = 4;

    private final List<String> needles; // the longest first, as one may contain another
    private final List<byte[]> bytes; // so are these

    private Masker(List<String> needles, List<byte[]> bytes) {
        this.needles = needles;
        this.bytes = bytes;
    }

    /// {@return what masks these secrets}
    /// @param secrets their bytes, UTF-8 if they are text
    public static Masker of(List<byte[]> secrets) {
        var needles = new TreeSet<String>();
        var bytes = new ArrayList<byte[]>();
        for (byte[] secret : secrets) {
            String text = new String(secret, StandardCharsets.UTF_8);
            needles.add(text);
            needles.addAll(List.of(text.split("\\R", -1)));
            needles.addAll(List.of(text.split("\n", -1))); // what a log takes for lines
            needles.addAll(List.of(text.split("\r?\n", -1)));
            needles.add(Base64.getEncoder().withoutPadding().encodeToString(secret));
            needles.add(Base64.getUrlEncoder().withoutPadding().encodeToString(secret));
            // As text of one character for each byte, so that nothing is lost.
            String exact = new String(secret, StandardCharsets.ISO_8859_1);
            String whole = exact.replaceFirst("[\r\n]+$", ""); // which echo and $(cat ..) leave out
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

    /// {@return what masks them in a stream}
    /// @param receiver where the bytes go
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

    /// {@return the exception if neither it nor what caused it tells a secret; otherwise one that stands for it}
    /// @param exception the exception
    public Exception mask(Exception exception) {
        Throwable e = exception;
        for (int depth = 0; e != null && depth < CAUSES_MAX; depth++) { // causes may be in a circle
            String text = FailureText.of(e);
            if (!mask(text).equals(text)) {
                return standIn(exception);
            }
            try {
                e = e.getCause();
            } catch (Throwable thrown) { // the exception may be user code: what it hides cannot be looked at
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

    /// {@return the text without the secrets, and without the beginning of one at its end}
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
