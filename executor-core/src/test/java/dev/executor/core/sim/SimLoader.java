// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.sim;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.util.Optional;

/// Loads its own copy of the library and of the simulation, with points woven into the library and at most one
/// planted bug.
///
/// A copy has its own static state, so that two simulations can run at the same time, each with a loader of its
/// own.
final class SimLoader extends ClassLoader {
    private static final String LIBRARY = "dev.executor.";
    private static final String SIMULATION = SimLoader.class.getPackageName() + ".";
    private static final long WARM_UP = 50;
    private static final String SHARED = SeedRunner.class.getName();

    private final ClassLoader source = SimLoader.class.getClassLoader();
    private final ClassFile classFile =
            ClassFile.of(ClassFile.ClassHierarchyResolverOption.of(ClassHierarchyResolver.ofResourceParsing(source)));
    private final PointWeaver weaver = new PointWeaver(new VolatileFields(this::libraryBytes));
    private final Optional<Patch> patch;
    private boolean patched;

    SimLoader(Optional<Patch> patch) {
        super("simulation", SimLoader.class.getClassLoader());
        this.patch = patch;
    }

    /// {@return a runner of seeds, of this loader's copy}
    static SeedRunner runner(Optional<Patch> patch) {
        var loader = new SimLoader(patch);
        try {
            patch.ifPresent(loader::apply);
            var type = loader.loadClass(Simulation.class.getName());
            var runner = (SeedRunner) type.getDeclaredConstructor().newInstance();
            // Classes are initialized by the first world that needs them, which takes choices that a replay would not
            // take.
            for (long seed = -WARM_UP; seed < 0; seed++) {
                runner.run(seed);
            }
            return runner;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the simulation does not load", e);
        }
    }

    /// Loads the class that the patch changes, so that a patch that changes nothing is found at once.
    void apply(Patch change) {
        try {
            loadClass(change.type());
        } catch (ClassNotFoundException e) {
            throw new IllegalArgumentException(change + " names a class that does not exist", e);
        }
        if (!patched) {
            throw new IllegalArgumentException(change + " found nothing to change");
        }
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (!name.startsWith(LIBRARY) || name.startsWith(SHARED)) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            var loaded = findLoadedClass(name);
            return loaded != null ? loaded : findClass(name);
        }
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        byte[] bytes = bytes(name.replace('.', '/'));
        if (bytes == null) {
            throw new ClassNotFoundException(name);
        }
        byte[] changed = patch.filter(change -> change.type().equals(name))
                .map(change -> change(bytes, change))
                .orElse(bytes);
        byte[] woven = name.startsWith(SIMULATION) ? changed : weaver.weave(classFile, changed);
        return defineClass(name, woven, 0, woven.length);
    }

    private byte[] change(byte[] bytes, Patch change) {
        return classFile.transformClass(classFile.parse(bytes), change.transform(() -> patched = true));
    }

    private byte[] libraryBytes(String internalName) {
        return internalName.startsWith(LIBRARY.replace('.', '/')) ? bytes(internalName) : null;
    }

    private byte[] bytes(String internalName) {
        try (var in = source.getResourceAsStream(internalName + ".class")) {
            return in == null ? null : in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
