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
import dev.executor.sandbox.process.RunningAttempts;
import dev.executor.sandbox.process.SandboxRuntime;
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

/// What a sandbox owns on the machine while it is open: folders, control groups, threads, helper processes. They are
/// opened in order and closed in the reverse order. Confined to one thread.
final class SandboxResources implements AutoCloseable {
    /// The gap that is reported when no limit of control groups can be enforced.
    static final String GROUPS = "control groups";

    private static final String DELEGATE = "give this application a control group of its own, see docs/sandbox.md";

    private static final Logger log = LoggerFactory.getLogger(SandboxResources.class);

    private final SandboxConfig config;
    private final HostProbe probe = new HostProbe();
    private final RunningAttempts running = new RunningAttempts();
    private final CoreDumps cores = new CoreDumps(HostProbe.program("prlimit"));
    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private final boolean root;
    private final StateFolder state;
    private final Instance instance;
    private Spawning spawning = Spawning.PROCESS_BUILDER;
    private final Commands commands;
    private final SandboxCapabilities capabilities;

    private SandboxResources(SandboxConfig config) throws IOException {
        this.config = config;
        this.root = isRoot();
        try {
            state = StateFolder.open(config.stateFolder().orElseGet(SandboxResources::defaultStateFolder), root);
            instance = opened(state.newInstance());
            var groups = groups();
            var spawner = opened(spawner());
            var threads = opened(new SpawnThreads());
            var files = opened(new FileThreads());
            var runtime = new SandboxRuntime(config, instance, groups, spawner, threads, files, bubblewrap(), root);
            opened(running::close);
            if (groups.isPresent()) {
                var reason = run(Profile.TRUSTED, runtime);
                if (reason.isPresent()) { // the group can be made, but no process can join it
                    probe.missing(GROUPS, reason.get(), DELEGATE);
                    runtime = new SandboxRuntime(
                            config, instance, Optional.empty(), spawner, threads, files, runtime.bubblewrap(), root);
                }
            }
            commands = new Commands(runtime, running);
            capabilities = probe(runtime);
        } catch (IOException | RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    static SandboxResources open(SandboxConfig config) throws IOException {
        return new SandboxResources(config);
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
        // If this process dies from here on, the next sandbox finds these folders and sweeps them.
        instance.recordRoots(dev.executor.sandbox.cgroup.Cgroups.candidateRoots(config, instance.name()));
        var found = dev.executor.sandbox.cgroup.Cgroups.open(config, instance.name());
        if (found.tree().isEmpty()) {
            instance.recordRoots(List.of());
            probe.missing(GROUPS, String.join("; ", found.reasons()), DELEGATE);
            return Optional.empty();
        }
        GroupTree tree = found.tree().get();
        opened(tree::close);
        instance.recordRoots(tree.roots());
        var guardian = Guardian.start(instance, tree.roots());
        opened.pop(); // closed after the groups, so that it outlives them
        opened(guardian);
        opened(tree::close);
        return found.tree();
    }

    /// Finds the state folders of other sandboxes. If the folder that lists them cannot be opened, they stay
    /// visible.
    private Supplier<List<Path>> otherStateFolders() {
        try {
            var known = new KnownFolders(StateFolder.open(defaultStateFolder(), root));
            known.add(state);
            return known::all;
        } catch (IOException e) {
            log.warn(
                    "The state folders of other sandboxes cannot be listed, so they are not hidden from commands of the"
                            + " profile STANDARD; make {} readable and writable",
                    defaultStateFolder(),
                    e);
            return List::of;
        }
    }

    private Spawner spawner() {
        if (cores.cannotBePrevented()) {
            probe.missing(
                    "no core dumps",
                    "the kernel pipes them to a program, and prlimit, which would prevent that, is not installed",
                    "install util-linux");
        }
        switch (config.nativeCalls()) {
            case NEVER -> {}
            case IF_GRANTED -> {
                var module = SandboxResources.class.getModule();
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

    private Optional<Bubblewrap> bubblewrap() throws IOException {
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

    private SandboxCapabilities probe(SandboxRuntime runtime) throws IOException {
        boolean shell = Files.isExecutable(Path.of("/bin/sh"));
        var groups = runtime.groups();
        Map<Limit, Enforcement> limits = probe.limits(groups, runtime.instance().runs(), shell, cores.piped());
        Set<Profile> profiles = EnumSet.noneOf(Profile.class);
        for (Profile profile : Profile.values()) {
            Optional<String> reason = missingFor(profile, runtime);
            if (reason.isEmpty()) {
                reason = run(profile, runtime);
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

    private Optional<String> missingFor(Profile profile, SandboxRuntime runtime) {
        if (profile != Profile.TRUSTED && runtime.bubblewrap().isEmpty()) {
            return Optional.of("bubblewrap is not installed");
        }
        if (profile == Profile.UNTRUSTED && !System.getProperty("os.arch").equals("amd64")) {
            return Optional.of("its system call filter supports x86-64 only");
        }
        if (profile == Profile.UNTRUSTED && root && HostProbe.program("setpriv").isEmpty()) {
            return Optional.of("setpriv, which switches the command to another user, is not installed");
        }
        return Optional.empty();
    }

    private Optional<String> run(Profile profile, SandboxRuntime runtime) throws IOException {
        try {
            return probe.run(profile, new Commands(runtime, running)::run);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while the sandbox was opened");
        }
    }

    private static String remedy(Profile profile) {
        return switch (profile) {
            case TRUSTED -> "fix the reason; until then no command can run";
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
                log.warn(
                        "The sandbox could not remove everything that it made; the next sandbox with this state folder removes the rest",
                        e);
            }
        }
    }
}
