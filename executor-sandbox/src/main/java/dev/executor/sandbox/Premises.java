// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox;

import dev.executor.isolation.Limit;
import dev.executor.isolation.Profile;
import dev.executor.isolation.SandboxCapabilities;
import dev.executor.isolation.SandboxCapabilities.Cgroups;
import dev.executor.isolation.SandboxCapabilities.Enforcement;
import dev.executor.isolation.SandboxCapabilities.Spawning;
import dev.executor.isolation.SandboxConfig;
import dev.executor.sandbox.cgroup.GroupTree;
import dev.executor.sandbox.orphan.Guardian;
import dev.executor.sandbox.orphan.Instance;
import dev.executor.sandbox.orphan.KnownFolders;
import dev.executor.sandbox.orphan.StateFolder;
import dev.executor.sandbox.probe.HostProbe;
import dev.executor.sandbox.process.Commands;
import dev.executor.sandbox.process.Facilities;
import dev.executor.sandbox.process.Running;
import dev.executor.sandbox.profile.Bubblewrap;
import dev.executor.sandbox.spawn.BuilderSpawner;
import dev.executor.sandbox.spawn.CoreDumps;
import dev.executor.sandbox.spawn.NativeSpawner;
import dev.executor.sandbox.spawn.SpawnThreads;
import dev.executor.sandbox.spawn.Spawner;
import dev.executor.sandbox.work.FileThreads;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Everything that a sandbox has set up on the machine, in the order in which it is set up; closed in the reverse
/// order. For one thread.
final class Premises implements AutoCloseable {
    /// The name of the gap for all that control groups enforce.
    static final String GROUPS = "control groups";

    private static final String DELEGATE = "give this application a control group of its own, see docs/sandbox.md";

    private static final Logger log = LoggerFactory.getLogger(Premises.class);

    private final SandboxConfig config;
    private final HostProbe probe = new HostProbe();
    private final Running running = new Running();
    private final CoreDumps cores = new CoreDumps(HostProbe.program("prlimit"));
    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private final boolean root;
    private final StateFolder state;
    private final Instance instance;
    private Spawning spawning = Spawning.PROCESS_BUILDER;
    private final Commands commands;
    private final SandboxCapabilities capabilities;

    private Premises(SandboxConfig config) throws IOException {
        this.config = config;
        this.root = isRoot();
        try {
            state = StateFolder.open(config.stateFolder().orElseGet(Premises::defaultStateFolder), root);
            instance = opened(state.newInstance());
            var groups = groups();
            var spawner = opened(spawner());
            var threads = opened(new SpawnThreads());
            var files = opened(new FileThreads());
            var facilities = new Facilities(config, instance, groups, spawner, threads, files, walls(), root);
            opened(running::close);
            if (groups.isPresent()) {
                var reason = run(Profile.TRUSTED, facilities);
                if (reason.isPresent()) { // a group can be made, and nothing can be put into it
                    probe.missing(GROUPS, reason.get(), DELEGATE);
                    facilities = new Facilities(
                            config, instance, Optional.empty(), spawner, threads, files, facilities.walls(), root);
                }
            }
            commands = new Commands(facilities, running);
            capabilities = probe(facilities);
        } catch (IOException | RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    static Premises open(SandboxConfig config) throws IOException {
        return new Premises(config);
    }

    private <C extends AutoCloseable> C opened(C resource) {
        opened.push(resource);
        return resource;
    }

    private static boolean isRoot() throws IOException {
        Path self = Path.of("/proc/self");
        return Files.exists(self) && Files.getAttribute(self, "unix:uid").equals(0);
    }

    private static Path defaultStateFolder() {
        return Path.of(System.getProperty("java.io.tmpdir"), "executor-sandbox-" + System.getProperty("user.name"));
    }

    private Optional<GroupTree> groups() throws IOException {
        // Whatever this process dies of from here on, the next sandbox knows where to look.
        instance.note(dev.executor.sandbox.cgroup.Cgroups.places(config, instance.name()));
        var found = dev.executor.sandbox.cgroup.Cgroups.open(config, instance.name());
        if (found.tree().isEmpty()) {
            instance.note(List.of());
            probe.missing(GROUPS, String.join("; ", found.reasons()), DELEGATE);
            return Optional.empty();
        }
        GroupTree tree = found.tree().get();
        opened(tree::close);
        instance.note(tree.roots());
        var guardian = Guardian.start(instance, tree.roots());
        opened.pop(); // closed after the groups, so that it is there while they are
        opened(guardian);
        opened(tree::close);
        return found.tree();
    }

    /// What other sandboxes there are. Without the folder where that is noted, those cannot be hidden.
    private Supplier<List<Path>> otherStateFolders() {
        try {
            var known = new KnownFolders(StateFolder.open(defaultStateFolder(), root));
            known.add(state);
            return known::all;
        } catch (IOException e) {
            log.warn(
                    "The state folders of other sandboxes cannot be found, and are not hidden from commands of the"
                            + " profile STANDARD; see to {}",
                    defaultStateFolder(),
                    e);
            return List::of;
        }
    }

    private Spawner spawner() {
        if (cores.cannotBePrevented()) {
            probe.missing(
                    "no core dumps",
                    "the kernel pipes them to a program, and prlimit, which prevents that, is not installed",
                    "install util-linux");
        }
        switch (config.nativeCalls()) {
            case NEVER -> {}
            case IF_GRANTED -> {
                var module = Premises.class.getModule();
                var available = NativeSpawner.open(cores);
                if (available.spawner().isPresent()) {
                    spawning = Spawning.NATIVE;
                    return available.spawner().get();
                }
                probe.missing(
                        "fast starts",
                        available.reason(),
                        "start Java with --enable-native-access="
                                + (module.isNamed() ? module.getName() : "ALL-UNNAMED"));
            }
        }
        return new BuilderSpawner(cores);
    }

    private Optional<Bubblewrap> walls() throws IOException {
        Optional<Path> program = HostProbe.program("bwrap");
        if (program.isEmpty()) {
            return Optional.empty();
        }
        Path filter = Files.write(instance.folder().resolve("filter.bpf"), Bubblewrap.filterProgram());
        return Optional.of(new Bubblewrap(
                program.get(),
                root ? HostProbe.program("setpriv") : Optional.empty(),
                filter,
                state.path(),
                otherStateFolders()));
    }

    private SandboxCapabilities probe(Facilities facilities) throws IOException {
        boolean shell = Files.isExecutable(Path.of("/bin/sh"));
        var groups = facilities.groups();
        Map<Limit, Enforcement> limits =
                probe.limits(groups, facilities.instance().runs(), shell, cores.piped());
        Set<Profile> profiles = EnumSet.noneOf(Profile.class);
        for (Profile profile : Profile.values()) {
            Optional<String> reason = missingFor(profile, facilities);
            if (reason.isEmpty()) {
                reason = run(profile, facilities);
            }
            if (reason.isEmpty()) {
                profiles.add(profile);
            } else {
                probe.missing("profile " + profile, reason.get(), remedy(profile));
            }
        }
        boolean trees = groups.isPresent();
        if (!trees) {
            probe.missing(
                    "killing whole trees in profile TRUSTED", "there are no control groups", "see '" + GROUPS + "'");
        }
        return SandboxCapabilities.builder()
                .cgroups(groups.map(GroupTree::version).orElse(Cgroups.NONE))
                .spawning(spawning)
                .limits(limits)
                .profiles(profiles)
                .killsTrees(trees)
                .killsOrphans(trees)
                .gaps(probe.gaps())
                .build();
    }

    private Optional<String> missingFor(Profile profile, Facilities facilities) {
        if (profile != Profile.TRUSTED && facilities.walls().isEmpty()) {
            return Optional.of("bubblewrap is not installed");
        }
        if (profile == Profile.UNTRUSTED && !System.getProperty("os.arch").equals("amd64")) {
            return Optional.of("its filter of system calls is written for x86-64");
        }
        if (profile == Profile.UNTRUSTED && root && HostProbe.program("setpriv").isEmpty()) {
            return Optional.of("setpriv, which makes the command another user, is not installed");
        }
        return Optional.empty();
    }

    private Optional<String> run(Profile profile, Facilities facilities) throws IOException {
        try {
            return probe.run(profile, new Commands(facilities, running)::body);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while the sandbox was opened");
        }
    }

    private static String remedy(Profile profile) {
        return switch (profile) {
            case TRUSTED -> "see the reason; nothing can be run";
            case STANDARD, UNTRUSTED -> "install bubblewrap 0.8 or later, and allow user namespaces";
        };
    }

    Commands commands() {
        return commands;
    }

    SandboxCapabilities capabilities() {
        return capabilities;
    }

    @Override
    public void close() {
        boolean allGone = true;
        for (var resource = opened.poll(); resource != null; resource = opened.poll()) {
            try {
                if (resource instanceof Instance left && !allGone) {
                    left.leave();
                } else {
                    resource.close();
                }
            } catch (Exception e) {
                allGone = false;
                log.warn("The sandbox could not remove all that it has made; the next application's will", e);
            }
        }
    }
}
