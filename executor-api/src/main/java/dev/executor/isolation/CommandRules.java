// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.isolation;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/// The rules for the texts and paths of a command. Stateless.
final class CommandRules {
    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    private CommandRules() {}

    static String noNul(String what, String value) {
        int at = value.indexOf('\0');
        if (at >= 0) {
            throw new IllegalArgumentException(
                    what + " has a NUL character at index " + at + ", which no process can be given; remove it");
        }
        return value;
    }

    static void variable(String what, String name) {
        if (!VARIABLE.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    what + " was '" + name + "'; it must have letters, digits and _ only, and begin with no digit");
        }
    }

    static void relative(String what, String path) {
        noNul(what, path);
        if (path.isEmpty()
                || path.startsWith("/")
                || List.of(path.split("/", -1)).contains("..")) {
            throw new IllegalArgumentException(
                    what + " was '" + path + "'; it must be a path inside the work folder, without '..'");
        }
    }

    static Path absolute(String what, Path path) {
        if (!path.isAbsolute()) {
            throw new IllegalArgumentException(what + " was '" + path + "'; it must be an absolute path");
        }
        return path.normalize();
    }

    static List<Path> absolute(String what, List<Path> paths) {
        return paths.stream().map(path -> absolute(what, path)).toList();
    }
}
