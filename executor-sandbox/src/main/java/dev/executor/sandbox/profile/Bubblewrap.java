// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox.profile;

import dev.executor.isolation.ProcessTask;
import dev.executor.isolation.Profile;
import dev.executor.sandbox.spawn.Launch;
import dev.executor.sandbox.spawn.Launch.Access;
import dev.executor.sandbox.spawn.Launch.Descriptor;
import dev.executor.sandbox.work.FileNames;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// Builds the walls of [Profile#STANDARD] and [Profile#UNTRUSTED] with bubblewrap. Immutable.
///
/// Its options are read from a file, so that no variable of the command is among arguments that all can read, and its
/// own environment is plain, so that none (`LD_PRELOAD`) acts on it. See bwrap(1) for each option.
public final class Bubblewrap {
    /// The user and group that a command of [Profile#UNTRUSTED] runs as: nobody.
    public static final int NOBODY = 65534;

    /// How much the private `/tmp` of [Profile#UNTRUSTED] holds; it is memory.
    private static final long TMP_BYTES = 64 << 20;

    private static final String SECRETS = "/run/secrets/";

    /// The folders of a system's programs. Where they are links into `/usr`, they are made as links.
    private static final List<String> PROGRAM_FOLDERS = List.of("/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32");

    /// What programs under `/usr` need of `/etc` to start at all.
    private static final List<String> PROGRAM_SETTINGS = List.of("/etc/ld.so.cache", "/etc/alternatives");

    /// Where the settings for name resolution really are, on systems that link to them from `/etc`.
    private static final List<String> RESOLVER_FOLDERS =
            List.of("/run/systemd/resolve", "/run/resolvconf", "/run/NetworkManager");

    /// What of `/proc` changes the machine. Root may write there by being who it is, without any capability.
    private static final List<String> KERNEL_SETTINGS = List.of(
            "/proc/sys", "/proc/sysrq-trigger", "/proc/fs", "/proc/acpi", "/proc/scsi", "/proc/irq", "/proc/bus");

    /// How many words it takes, as arguments and options together.
    public static final int MOST_WORDS = 9000;

    /// How many open files it may need itself, with four that a command is given.
    public static final int FILES = 16;

    /// How few processes are enough: itself, the first of its namespace, and the command.
    public static final int PROCESSES = 3;

    /// More than there are options that do not depend on the command.
    private static final int OWN_WORDS = 250;

    private final Path program;
    private final Optional<Path> setpriv;
    private final Path filter;
    private final Path stateFolder;
    private final Supplier<List<Path>> otherStateFolders;

    /// Makes one.
    ///
    /// @param program the program `bwrap`
    /// @param setpriv the program `setpriv`, if this process is root and commands are to be somebody else
    /// @param filter the file with the filter of system calls, see [#filterProgram()]
    /// @param stateFolder the state folder of this sandbox, which no command may see
    /// @param otherStateFolders those of other sandboxes, as far as they are known now
    public Bubblewrap(
            Path program,
            Optional<Path> setpriv,
            Path filter,
            Path stateFolder,
            Supplier<List<Path>> otherStateFolders) {
        this.program = program;
        this.setpriv = setpriv;
        this.filter = filter;
        this.stateFolder = stateFolder;
        this.otherStateFolders = otherStateFolders;
    }

    /// {@return the content of the file with the filter of system calls}
    public static byte[] filterProgram() {
        return SeccompFilter.program();
    }

    /// {@return how many words a command needs}
    /// @param command the command
    public static int words(ProcessTask command) {
        int shared = command.readable().size()
                + command.writable().size()
                + command.devices().size();
        int variables = command.environment().size() + command.inherited().size();
        return OWN_WORDS
                + command.command().size()
                + 3 * (shared + variables)
                + 6 * command.secrets().size();
    }

    /// Builds the walls.
    ///
    /// @param room what the command is given
    /// @return what to start
    /// @throws IOException if the files for that cannot be written
    public Walls around(Room room) throws IOException {
        boolean untrusted = room.command().profile() == Profile.UNTRUSTED;
        var descriptors = new ArrayList<>(room.descriptors());
        var options = new ArrayList<String>();
        Path status = room.workspace().write("bwrap.status", new byte[0]);
        options.addAll(List.of("--json-status-fd", number(descriptors, new Descriptor(status, Access.WRITE))));
        if (untrusted) {
            if (!Files.exists(filter)) { // a cleaner has been there
                Files.write(filter, filterProgram());
            }
            options.addAll(List.of("--seccomp", number(descriptors, new Descriptor(filter, Access.READ))));
            addUntrusted(options);
        } else {
            addStandard(options, room);
        }
        addShared(options, room);
        Path file = room.workspace().write("bwrap.options", bytes(options));
        var argv = new ArrayList<String>();
        if (untrusted && setpriv.isPresent()) {
            String nobody = Integer.toString(NOBODY);
            argv.addAll(
                    List.of(setpriv.get().toString(), "--reuid", nobody, "--regid", nobody, "--clear-groups", "--"));
        }
        argv.addAll(
                List.of(program.toString(), "--args", number(descriptors, new Descriptor(file, Access.READ)), "--"));
        argv.addAll(room.argv());
        return new Walls(argv, Map.of(), descriptors, Optional.of(new Walls.Wrapper(status)));
    }

    /// {@return the number that a further descriptor gets}
    private static String number(List<Descriptor> descriptors, Descriptor added) {
        descriptors.add(added);
        return Integer.toString(Launch.FIRST_DESCRIPTOR + descriptors.size() - 1);
    }

    /// The system as it is, but read-only; no sockets of services in `/run`, and nothing of other commands.
    private void addStandard(List<String> options, Room room) throws IOException {
        // A user namespace that has no further ones in it, or it could make itself one, mount its groups, and unlimit
        // them.
        options.addAll(List.of("--unshare-user", "--disable-userns"));
        options.addAll(List.of("--unshare-ipc", "--unshare-pid", "--unshare-uts", "--unshare-cgroup-try"));
        options.addAll(List.of("--ro-bind", "/", "/", "--dev", "/dev", "--proc", "/proc", "--tmpfs", "/run"));
        for (String path : KERNEL_SETTINGS) {
            options.addAll(List.of("--ro-bind-try", path, path));
        }
        for (String folder : RESOLVER_FOLDERS) {
            options.addAll(List.of("--ro-bind-try", folder, folder));
        }
        options.addAll(List.of("--bind", FileNames.text(room.temporary()), "/tmp"));
        if (stateFolder.startsWith("/tmp")) {
            Path place = room.temporary();
            for (Path name : Path.of("/tmp").relativize(stateFolder)) {
                place = place.resolve(name);
                room.workspace().expect(place); // to be mounted upon
            }
        }
    }

    /// Nothing but the system's programs.
    private static void addUntrusted(List<String> options) {
        String nobody = Integer.toString(NOBODY);
        options.addAll(
                List.of("--unshare-user", "--unshare-all", "--disable-userns", "--uid", nobody, "--gid", nobody));
        options.addAll(List.of("--hostname", "sandbox", "--ro-bind", "/usr", "/usr"));
        for (String folder : PROGRAM_FOLDERS) {
            Path path = Path.of(folder);
            if (Files.isSymbolicLink(path)) {
                try {
                    options.addAll(
                            List.of("--symlink", Files.readSymbolicLink(path).toString(), folder));
                } catch (IOException e) {
                    throw new IllegalStateException("could not read the link " + folder, e);
                }
            } else {
                options.addAll(List.of("--ro-bind-try", folder, folder));
            }
        }
        for (String path : PROGRAM_SETTINGS) {
            options.addAll(List.of("--ro-bind-try", path, path));
        }
        options.addAll(List.of("--proc", "/proc", "--dev", "/dev"));
        options.addAll(List.of("--size", Long.toString(TMP_BYTES), "--tmpfs", "/tmp", "--dir", "/run"));
    }

    private void addShared(List<String> options, Room room) throws IOException {
        var command = room.command();
        boolean standard = command.profile() == Profile.STANDARD;
        var shares =
                new Shares(options, standard, standard || setpriv.isEmpty() ? Optional.empty() : Optional.of(NOBODY));
        for (Path path : command.readable()) {
            shares.add("readable", "--ro-bind", path);
        }
        for (Path path : command.writable()) {
            shares.add("writable", "--bind", path);
        }
        for (Path path : command.devices()) {
            shares.add("device", "--dev-bind", path);
        }
        if (command.folder().isPresent()) {
            shares.add("folder", "--bind", command.folder().get());
        }
        // After all that could show them, and before what leads to the work folder, which is made in there.
        shares.hide(stateFolder, standard);
        for (Path other : otherStateFolders.get()) {
            shares.hide(other, false);
        }
        if (command.folder().isEmpty()) {
            bind(options, "--bind", room.workspace().work());
        }
        shares.close();
        for (var secret : room.secretFiles().entrySet()) {
            options.addAll(List.of("--ro-bind", FileNames.text(secret.getValue()), SECRETS + secret.getKey()));
        }
        if (command.profile() == Profile.UNTRUSTED) { // its root is memory, too, and has no size
            options.addAll(List.of("--remount-ro", "/"));
        }
        options.addAll(List.of("--chdir", FileNames.text(room.workspace().work())));
        options.addAll(List.of("--die-with-parent", "--new-session", "--cap-drop", "ALL", "--clearenv"));
        room.environment().forEach((name, value) -> options.addAll(List.of("--setenv", name, value)));
        options.addAll(List.of("--setenv", "TMPDIR", "/tmp"));
        room.secretFiles()
                .keySet()
                .forEach(variable -> options.addAll(List.of("--setenv", variable, SECRETS + variable)));
    }

    private static void bind(List<String> options, String how, Path path) throws IOException {
        options.addAll(List.of(how, FileNames.text(path), FileNames.text(path)));
    }

    private static byte[] bytes(List<String> options) {
        return (String.join("\0", options) + "\0").getBytes(StandardCharsets.UTF_8);
    }

    /// {@return whether a path can be seen in the profile [Profile#UNTRUSTED]}
    /// @param path the path
    /// @param room what the command is given
    public static boolean visible(Path path, Room room) {
        var folders = new ArrayList<>(room.command().readable());
        folders.addAll(room.command().writable());
        folders.add(room.workspace().work());
        folders.add(Path.of("/usr"));
        PROGRAM_FOLDERS.forEach(folder -> folders.add(Path.of(folder)));
        return folders.stream().anyMatch(path::startsWith);
    }
}
