// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox.profile;

import dev.executor.isolation.Command;
import dev.executor.isolation.Profile;
import dev.executor.sandbox.spawn.LaunchRequest;
import dev.executor.sandbox.spawn.LaunchRequest.Access;
import dev.executor.sandbox.spawn.LaunchRequest.Descriptor;
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

/// Confines commands of [Profile#STANDARD] and [Profile#UNTRUSTED] with bubblewrap. Immutable.
///
/// Bubblewrap reads its options from a file, because every user can read arguments, and they contain the command's
/// variables. Its own environment is empty, so that none of these (`LD_PRELOAD`) acts on it. See bwrap(1) for the
/// options.
public final class Bubblewrap {
    /// The user and group that a command of [Profile#UNTRUSTED] runs as: nobody.
    public static final int NOBODY = 65534;

    /// The size of the private `/tmp` of [Profile#UNTRUSTED]; it is in memory.
    private static final long TMP_BYTES = 64 << 20;

    private static final String SECRETS = "/run/secrets/";

    /// The folders of the system's programs. Where they are links into `/usr`, the sandbox has the same links.
    private static final List<String> PROGRAM_FOLDERS = List.of("/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32");

    /// The files of `/etc` without which programs under `/usr` do not start.
    private static final List<String> PROGRAM_SETTINGS = List.of("/etc/ld.so.cache", "/etc/alternatives");

    /// The folders of the settings for name resolution, on systems that link to them from `/etc`.
    private static final List<String> RESOLVER_FOLDERS =
            List.of("/run/systemd/resolve", "/run/resolvconf", "/run/NetworkManager");

    /// The parts of `/proc` that change the machine. Root may write to them even without capabilities.
    private static final List<String> KERNEL_SETTINGS = List.of(
            "/proc/sys", "/proc/sysrq-trigger", "/proc/fs", "/proc/acpi", "/proc/scsi", "/proc/irq", "/proc/bus");

    /// The most words that bubblewrap accepts, arguments and options together.
    public static final int MOST_WORDS = 9000;

    /// The open files that bubblewrap may need itself, with four for the command.
    public static final int FILES = 16;

    /// The fewest processes that are enough: bubblewrap, the first of its namespace, and the command.
    public static final int PROCESSES = 3;

    /// An upper bound of the options that do not depend on the command.
    private static final int OWN_WORDS = 250;

    private final Path program;
    private final Optional<Path> setpriv;
    private final Path filter;
    private final Path stateFolder;
    private final Supplier<List<Path>> otherStateFolders;

    /// Makes one.
    ///
    /// @param program the program `bwrap`
    /// @param setpriv the program `setpriv`, if this process is root and commands run as another user
    /// @param filter the file with the system call filter, see [#filterProgram()]
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

    /// {@return the content of the file with the system call filter}
    public static byte[] filterProgram() {
        return SeccompFilter.program();
    }

    /// {@return how many words a command needs}
    /// @param command the command
    public static int words(Command command) {
        int shared = command.readable().size()
                + command.writable().size()
                + command.devices().size();
        int variables = command.environment().size() + command.inherited().size();
        return OWN_WORDS
                + command.argv().size()
                + 3 * (shared + variables)
                + 6 * command.secrets().size();
    }

    /// Confines a command.
    ///
    /// @param request what the command is given
    /// @return the command line that sets up the confinement and runs the command
    /// @throws IOException if the files for bubblewrap cannot be written
    public ConfinedCommand confine(ConfinementRequest request) throws IOException {
        boolean untrusted = request.command().profile() == Profile.UNTRUSTED;
        var descriptors = new ArrayList<>(request.descriptors());
        var options = new ArrayList<String>();
        Path status = request.workspace().write("bwrap.status", new byte[0]);
        options.addAll(List.of("--json-status-fd", number(descriptors, new Descriptor(status, Access.WRITE))));
        if (untrusted) {
            if (!Files.exists(filter)) { // something cleaned up the folder
                Files.write(filter, filterProgram());
            }
            options.addAll(List.of("--seccomp", number(descriptors, new Descriptor(filter, Access.READ))));
            addUntrusted(options);
        } else {
            addStandard(options, request);
        }
        addShared(options, request);
        Path file = request.workspace().write("bwrap.options", bytes(options));
        var argv = new ArrayList<String>();
        if (untrusted && setpriv.isPresent()) {
            String nobody = Integer.toString(NOBODY);
            argv.addAll(
                    List.of(setpriv.get().toString(), "--reuid", nobody, "--regid", nobody, "--clear-groups", "--"));
        }
        argv.addAll(
                List.of(program.toString(), "--args", number(descriptors, new Descriptor(file, Access.READ)), "--"));
        argv.addAll(request.argv());
        return new ConfinedCommand(argv, Map.of(), descriptors, Optional.of(new ConfinedCommand.Wrapper(status)));
    }

    /// {@return the number of the added descriptor}
    private static String number(List<Descriptor> descriptors, Descriptor added) {
        descriptors.add(added);
        return Integer.toString(LaunchRequest.FIRST_DESCRIPTOR + descriptors.size() - 1);
    }

    /// Shows the system read-only, without the sockets of services in `/run` and without files of other commands.
    private void addStandard(List<String> options, ConfinementRequest request) throws IOException {
        // Nested user namespaces are disabled. In one, the command could mount its control groups and lift its limits.
        options.addAll(List.of("--unshare-user", "--disable-userns"));
        options.addAll(List.of("--unshare-ipc", "--unshare-pid", "--unshare-uts", "--unshare-cgroup-try"));
        options.addAll(List.of("--ro-bind", "/", "/", "--dev", "/dev", "--proc", "/proc", "--tmpfs", "/run"));
        for (String path : KERNEL_SETTINGS) {
            options.addAll(List.of("--ro-bind-try", path, path));
        }
        for (String folder : RESOLVER_FOLDERS) {
            options.addAll(List.of("--ro-bind-try", folder, folder));
        }
        options.addAll(List.of("--bind", FileNames.text(request.temporary()), "/tmp"));
        if (stateFolder.startsWith("/tmp")) {
            Path place = request.temporary();
            for (Path name : Path.of("/tmp").relativize(stateFolder)) {
                place = place.resolve(name);
                request.workspace().expect(place); // a mount point for the empty folder
            }
        }
    }

    /// Shows only the system's programs.
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

    private void addShared(List<String> options, ConfinementRequest request) throws IOException {
        var command = request.command();
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
        // After the options that could show the state folders, and before the bind of the work folder, which lies in
        // one.
        shares.hide(stateFolder, standard);
        for (Path other : otherStateFolders.get()) {
            shares.hide(other, false);
        }
        if (command.folder().isEmpty()) {
            bind(options, "--bind", request.workspace().work());
        }
        shares.close();
        for (var secret : request.secretFiles().entrySet()) {
            options.addAll(List.of("--ro-bind", FileNames.text(secret.getValue()), SECRETS + secret.getKey()));
        }
        if (command.profile() == Profile.UNTRUSTED) { // its root is in memory, too, and has no size limit
            options.addAll(List.of("--remount-ro", "/"));
        }
        options.addAll(List.of("--chdir", FileNames.text(request.workspace().work())));
        options.addAll(List.of("--die-with-parent", "--new-session", "--cap-drop", "ALL", "--clearenv"));
        request.environment().forEach((name, value) -> options.addAll(List.of("--setenv", name, value)));
        options.addAll(List.of("--setenv", "TMPDIR", "/tmp"));
        request.secretFiles()
                .keySet()
                .forEach(variable -> options.addAll(List.of("--setenv", variable, SECRETS + variable)));
    }

    private static void bind(List<String> options, String how, Path path) throws IOException {
        options.addAll(List.of(how, FileNames.text(path), FileNames.text(path)));
    }

    private static byte[] bytes(List<String> options) {
        return (String.join("\0", options) + "\0").getBytes(StandardCharsets.UTF_8);
    }

    /// {@return whether a command of the profile [Profile#UNTRUSTED] sees a path}
    /// @param path the path
    /// @param request what the command is given
    public static boolean visible(Path path, ConfinementRequest request) {
        var folders = new ArrayList<>(request.command().readable());
        folders.addAll(request.command().writable());
        folders.add(request.workspace().work());
        folders.add(Path.of("/usr"));
        PROGRAM_FOLDERS.forEach(folder -> folders.add(Path.of(folder)));
        return folders.stream().anyMatch(path::startsWith);
    }
}
