// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.verification.planted;

import dev.executor.core.sim.Patch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.net.MalformedURLException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Optional;

/// Loads its own copy of the library and of a module's tests, with at most one bug planted. JUnit and all other
/// libraries are shared, as is everything of the JDK. All of the copy is in one unnamed module.
final class PatchedClasses extends ClassLoader {
    private static final String LIBRARY = "dev.executor.";

    private final List<Path> folders;
    private final Optional<Patch> patch;
    private final ClassFile classFile;
    private volatile boolean patched;

    /// @param folders where the classes are, the first first
    /// @param patch the bug
    /// @throws IllegalArgumentException if the patch finds nothing to change
    PatchedClasses(List<Path> folders, Optional<Patch> patch) {
        super("patched", PatchedClasses.class.getClassLoader());
        this.folders = folders;
        this.patch = patch;
        this.classFile =
                ClassFile.of(ClassFile.ClassHierarchyResolverOption.of(ClassHierarchyResolver.ofResourceParsing(this)));
        patch.ifPresent(this::apply);
    }

    /// Loads the class at once, so that a patch that changes nothing is an error and no bug that nobody finds.
    private void apply(Patch change) {
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
        if (!name.startsWith(LIBRARY)) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            var loaded = findLoadedClass(name);
            return loaded != null ? loaded : findClass(name);
        }
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        byte[] bytes = file(name.replace('.', '/') + ".class")
                .map(PatchedClasses::read)
                .orElseThrow(() -> new ClassNotFoundException(name));
        byte[] changed = patch.filter(change -> change.type().equals(name))
                .map(change -> classFile.transformClass(classFile.parse(bytes), change.transform(() -> patched = true)))
                .orElse(bytes);
        return defineClass(name, changed, 0, changed.length);
    }

    @Override
    public URL getResource(String name) {
        URL found = findResource(name);
        return found != null ? found : super.getResource(name);
    }

    @Override
    protected URL findResource(String name) {
        return file(name).map(PatchedClasses::url).orElse(null);
    }

    @Override
    protected Enumeration<URL> findResources(String name) {
        return Collections.enumeration(
                file(name).map(PatchedClasses::url).stream().toList());
    }

    private Optional<Path> file(String name) {
        return folders.stream()
                .map(folder -> folder.resolve(name))
                .filter(Files::isRegularFile)
                .findFirst();
    }

    private static URL url(Path file) {
        try {
            return file.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
