// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox.cgroup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The folders of this process's own control groups. Immutable.
///
/// @param unified the folder of its group of version 2, where that is mounted
/// @param legacy the folder of its group of version 1 for each controller that is mounted
record Mounts(Optional<Path> unified, Map<String, Path> legacy) {
    static final Mounts NONE = new Mounts(Optional.empty(), Map.of());

    /// Reads `/proc/self/mountinfo` and `/proc/self/cgroup`; their formats are in proc(5) and cgroups(7).
    static Mounts find() throws IOException {
        var mountInfo = Path.of("/proc/self/mountinfo");
        var membership = Path.of("/proc/self/cgroup");
        if (!Files.exists(mountInfo) || !Files.exists(membership)) {
            return NONE;
        }
        return parse(Files.readAllLines(mountInfo), Files.readAllLines(membership));
    }

    static Mounts parse(List<String> mountInfo, List<String> membership) {
        Map<String, String> own = new HashMap<>(); // the path of this process's group, by controller; "" is version 2
        for (String line : membership) {
            String[] fields = line.split(":", 3);
            for (String controller : fields[1].split(",", -1)) {
                own.put(controller, fields[2]);
            }
        }
        Optional<Path> unified = Optional.empty();
        Map<String, Path> legacy = new HashMap<>();
        for (String line : mountInfo) {
            int separator = line.indexOf(" - ");
            String[] mount = line.substring(0, separator).split(" ", -1);
            String[] type = line.substring(separator + 3).split(" ", -1);
            if (type[0].equals("cgroup2") && own.containsKey("")) {
                unified = Optional.of(folder(mount[4], mount[3], own.getOrDefault("", "/")));
            } else if (type[0].equals("cgroup")) {
                for (String controller : type[2].split(",", -1)) {
                    if (own.containsKey(controller)) {
                        legacy.put(controller, folder(mount[4], mount[3], own.getOrDefault(controller, "/")));
                    }
                }
            }
        }
        return new Mounts(unified, Map.copyOf(legacy));
    }

    /// Resolves the path of a group. In a container that sees part of the hierarchy, the path begins with the root
    /// of the mount.
    private static Path folder(String mountPoint, String root, String path) {
        boolean isPart = !root.equals("/") && (path + "/").startsWith(root + "/");
        String inside = isPart ? path.substring(root.length()) : path;
        return Path.of(mountPoint, inside);
    }
}
