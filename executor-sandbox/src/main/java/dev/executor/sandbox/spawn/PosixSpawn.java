// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox.spawn;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dev.executor.sandbox.work.FileNames;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// `posix_spawn` of the GNU C library. The child shares this process's memory until it executes its program, so a start
/// costs the same for every heap size. Stateless; see posix_spawn(3).
final class PosixSpawn {
    private static final int O_RDONLY = 0;
    private static final int O_WRONLY = 1;
    private static final short SETSIGDEF = 0x04;
    private static final short SETSIGMASK = 0x08;
    private static final short SETSID = 0x80;
    private static final short SETCGROUP = 0x100;

    /// More than the structs of today's C library have (80 and 336 bytes, and 128 for a set of signals).
    private static final long STRUCT_BYTES = 1024;

    private static final MethodHandle ACTIONS_INIT = function("posix_spawn_file_actions_init", ADDRESS);
    private static final MethodHandle ACTIONS_DESTROY = function("posix_spawn_file_actions_destroy", ADDRESS);
    private static final MethodHandle ADD_OPEN =
            function("posix_spawn_file_actions_addopen", ADDRESS, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT);
    private static final MethodHandle ADD_DUP2 =
            function("posix_spawn_file_actions_adddup2", ADDRESS, JAVA_INT, JAVA_INT);
    private static final MethodHandle ADD_CHDIR = function("posix_spawn_file_actions_addchdir_np", ADDRESS, ADDRESS);
    private static final MethodHandle ADD_CLOSE_FROM =
            function("posix_spawn_file_actions_addclosefrom_np", ADDRESS, JAVA_INT);
    private static final MethodHandle ATTR_INIT = function("posix_spawnattr_init", ADDRESS);
    private static final MethodHandle ATTR_DESTROY = function("posix_spawnattr_destroy", ADDRESS);
    private static final MethodHandle ATTR_FLAGS = function("posix_spawnattr_setflags", ADDRESS, JAVA_SHORT);
    private static final MethodHandle ATTR_MASK = function("posix_spawnattr_setsigmask", ADDRESS, ADDRESS);
    private static final MethodHandle ATTR_DEFAULT = function("posix_spawnattr_setsigdefault", ADDRESS, ADDRESS);
    private static final MethodHandle SIGFILLSET = function("sigfillset", ADDRESS);
    private static final MethodHandle SIGEMPTYSET = function("sigemptyset", ADDRESS);
    private static final MethodHandle SPAWN =
            function("posix_spawn", ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS);

    /// Starts the child in a control group of version 2; since glibc 2.39.
    private static final Optional<MethodHandle> ATTR_CGROUP =
            CLibrary.newFunction("posix_spawnattr_setcgroup_np", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));

    private PosixSpawn() {}

    private static MethodHandle function(String name, MemoryLayout... parameters) {
        return CLibrary.function(name, FunctionDescriptor.of(JAVA_INT, parameters));
    }

    /// {@return whether a child can start in a control group of version 2}
    static boolean intoGroups() {
        return ATTR_CGROUP.isPresent();
    }

    /// Starts a program in a session of its own. It inherits only what is named here.
    ///
    /// @param argv the arguments, the first of them the path
    /// @param environment as `NAME=value`
    /// @param folder where it starts
    /// @param stdin the file for descriptor 0
    /// @param stdout the descriptor that becomes 1
    /// @param stderr the descriptor that becomes 2
    /// @param files the files that are opened from [LaunchRequest#FIRST_DESCRIPTOR] on
    /// @param group the folder of a control group of version 2 to start in
    /// @return its id
    static int start(
            List<String> argv,
            List<String> environment,
            Path folder,
            Path stdin,
            int stdout,
            int stderr,
            List<LaunchRequest.Descriptor> files,
            Optional<Path> group)
            throws IOException {
        try (var arena = Arena.ofConfined()) {
            var actions = arena.allocate(STRUCT_BYTES, 16);
            var attributes = arena.allocate(STRUCT_BYTES, 16);
            CLibrary.check("posix_spawn_file_actions_init", () -> (int) ACTIONS_INIT.invokeExact(actions));
            CLibrary.check("posix_spawnattr_init", () -> (int) ATTR_INIT.invokeExact(attributes));
            int groupDescriptor = group.isPresent() ? SystemCalls.openFolder(group.get()) : -1;
            try {
                addActions(arena, actions, folder, stdin, stdout, stderr, files);
                setAttributes(arena, attributes, groupDescriptor);
                return spawn(arena, argv, environment, actions, attributes);
            } finally {
                if (groupDescriptor >= 0) {
                    SystemCalls.close(groupDescriptor);
                }
                CLibrary.run(() -> (int) ATTR_DESTROY.invokeExact(attributes));
                CLibrary.run(() -> (int) ACTIONS_DESTROY.invokeExact(actions));
            }
        }
    }

    private static void addActions(
            Arena arena,
            MemorySegment actions,
            Path folder,
            Path stdin,
            int stdout,
            int stderr,
            List<LaunchRequest.Descriptor> files)
            throws IOException {
        CLibrary.check("adddup2", () -> (int) ADD_DUP2.invokeExact(actions, stdout, 1));
        CLibrary.check("adddup2", () -> (int) ADD_DUP2.invokeExact(actions, stderr, 2));
        addOpen(arena, actions, 0, stdin, O_RDONLY);
        int next = LaunchRequest.FIRST_DESCRIPTOR;
        for (var opened : files) {
            int mode = switch (opened.access()) {
                case READ -> O_RDONLY;
                case WRITE -> O_WRONLY;
            };
            addOpen(arena, actions, next++, opened.file(), mode);
        }
        int firstClosed = next;
        CLibrary.check("addclosefrom", () -> (int) ADD_CLOSE_FROM.invokeExact(actions, firstClosed));
        var path = arena.allocateFrom(FileNames.text(folder));
        CLibrary.check("addchdir", () -> (int) ADD_CHDIR.invokeExact(actions, path));
    }

    private static void addOpen(Arena arena, MemorySegment actions, int descriptor, Path file, int mode)
            throws IOException {
        var path = arena.allocateFrom(FileNames.text(file));
        CLibrary.check("addopen", () -> (int) ADD_OPEN.invokeExact(actions, descriptor, path, mode, 0));
    }

    /// Resets the signals: the child blocks and ignores none, whatever this thread does.
    private static void setAttributes(Arena arena, MemorySegment attributes, int groupDescriptor) throws IOException {
        var all = arena.allocate(STRUCT_BYTES, 16);
        var none = arena.allocate(STRUCT_BYTES, 16);
        CLibrary.run(() -> (int) SIGFILLSET.invokeExact(all));
        CLibrary.run(() -> (int) SIGEMPTYSET.invokeExact(none));
        CLibrary.check("setsigdefault", () -> (int) ATTR_DEFAULT.invokeExact(attributes, all));
        CLibrary.check("setsigmask", () -> (int) ATTR_MASK.invokeExact(attributes, none));
        short flags = SETSIGDEF | SETSIGMASK | SETSID;
        if (groupDescriptor >= 0) {
            MethodHandle setGroup = ATTR_CGROUP.orElseThrow();
            CLibrary.check("setcgroup", () -> (int) setGroup.invokeExact(attributes, groupDescriptor));
            flags |= SETCGROUP;
        }
        short allFlags = flags;
        CLibrary.check("setflags", () -> (int) ATTR_FLAGS.invokeExact(attributes, allFlags));
    }

    private static int spawn(
            Arena arena, List<String> argv, List<String> environment, MemorySegment actions, MemorySegment attributes)
            throws IOException {
        var pid = arena.allocate(JAVA_INT);
        var program = arena.allocateFrom(argv.getFirst());
        var arguments = strings(arena, argv);
        var variables = strings(arena, environment);
        CLibrary.check("could not start " + argv.getFirst(), () ->
                (int) SPAWN.invokeExact(pid, program, actions, attributes, arguments, variables));
        return pid.get(JAVA_INT, 0);
    }

    /// An array of C strings that ends with a null pointer.
    private static MemorySegment strings(Arena arena, List<String> values) {
        var array = arena.allocate(ADDRESS, values.size() + 1L);
        for (int i = 0; i < values.size(); i++) {
            array.setAtIndex(ADDRESS, i, arena.allocateFrom(values.get(i)));
        }
        array.setAtIndex(ADDRESS, values.size(), MemorySegment.NULL);
        return array;
    }
}
