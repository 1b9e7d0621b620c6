// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox.output;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;

/// Replaces secrets in text. Immutable.
///
/// It works on whole lines, so a secret that arrives in two reads is found. A secret of several lines is masked line by
/// line. What is masked: the secret as it is, and in Base64. Too short to be masked without making a log unreadable:
/// less than four characters.
public final class Masker {
    /// What stands for a secret.
    public static final String MASK = "***";

    /// Masks nothing.
    public static final Masker NONE = new Masker(List.of());

    private static final int SHORTEST = 4;

    private final List<String> needles; // the longest first, as one may contain another

    private Masker(List<String> needles) {
        this.needles = needles;
    }

    /// {@return what masks these secrets}
    /// @param secrets their bytes, UTF-8 if they are text
    public static Masker of(List<byte[]> secrets) {
        var needles = new ArrayList<String>();
        for (byte[] secret : secrets) {
            for (String line : new String(secret, StandardCharsets.UTF_8).split("\\R", -1)) {
                needles.add(line);
            }
            needles.add(Base64.getEncoder().withoutPadding().encodeToString(secret));
            needles.add(Base64.getUrlEncoder().withoutPadding().encodeToString(secret));
        }
        return new Masker(needles.stream()
                .filter(needle -> needle.length() >= SHORTEST)
                .distinct()
                .sorted(Comparator.comparingInt(String::length).reversed())
                .toList());
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
        for (Throwable e = exception; e != null; e = e.getCause()) {
            String text = e.toString();
            if (!mask(text).equals(text)) {
                var masked = new IOException(mask(exception.toString()));
                masked.setStackTrace(exception.getStackTrace());
                return masked;
            }
        }
        return exception;
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
