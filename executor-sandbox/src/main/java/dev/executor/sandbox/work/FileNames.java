// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox.work;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;

/// Converts file names to and from UTF-8, which programs receive, independent of the encoding that this JVM uses for
/// names (`C` has only ASCII and shows other names as `??`). Stateless.
///
/// A path holds the bytes of its name, and only its URI shows them.
public final class FileNames {
    private static final Path ROOT =
            Objects.requireNonNull(Path.of("").toAbsolutePath().getRoot());

    /// Whether names are bytes, as on POSIX systems; elsewhere they are text.
    private static final boolean BYTES = ROOT.toString().equals("/");

    private FileNames() {}

    /// {@return the path as text, whose UTF-8 form is the bytes of the path}
    /// @param path the path
    /// @throws IOException if its bytes are not UTF-8
    public static String text(Path path) throws IOException {
        String text = path.toString();
        if (isAscii(text) || !BYTES) {
            return text;
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes(path)))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IOException("the name of " + path + " has bytes that are not UTF-8; rename it", e);
        }
    }

    /// As [#text(Path)], with bytes that are not UTF-8 replaced.
    ///
    /// @param path the path
    /// @return the text
    public static String shown(Path path) {
        String text = path.toString();
        return isAscii(text) || !BYTES ? text : new String(bytes(path), StandardCharsets.UTF_8);
    }

    /// {@return the path whose bytes are the UTF-8 form of a text}
    /// @param text the text, with `/` between names
    public static Path path(String text) {
        if (isAscii(text) || !BYTES) {
            return Path.of(text);
        }
        var escaped = new StringBuilder("file:///");
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            boolean plain = b == '/' || (b >= '0' && b <= '9') || (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z');
            escaped.append(plain ? String.valueOf((char) b) : "%%%02X".formatted(b & 0xff));
        }
        Path absolute = Path.of(URI.create(escaped.toString()));
        return text.startsWith("/") ? absolute : ROOT.relativize(absolute);
    }

    private static boolean isAscii(String text) {
        return text.chars().allMatch(c -> c < 0x7f);
    }

    private static byte[] bytes(Path path) {
        String escaped = (path.isAbsolute() ? path : ROOT.resolve(path)).toUri().getRawPath();
        var bytes = new ByteArrayOutputStream();
        for (int i = 0; i < escaped.length(); i++) {
            char c = escaped.charAt(i);
            if (c == '%') {
                bytes.write(Integer.parseInt(escaped, i + 1, i + 3, 16));
                i += 2;
            } else {
                bytes.write(c);
            }
        }
        byte[] all = bytes.toByteArray();
        int from = path.isAbsolute() ? 0 : 1;
        int to = all.length > 1 && all[all.length - 1] == '/' ? all.length - 1 : all.length; // of a folder
        return Arrays.copyOfRange(all, from, to);
    }
}
