// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.verification;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.module.ModuleDescriptor.Exports;
import java.lang.module.ModuleDescriptor.Requires;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/// What the finished jars tell compilers.
class ModulesTest {
    /// Who uses a part of the metrics that names these has them: a module cannot require them of everybody.
    private static final String OPTIONAL = "io\\.(micrometer|opentelemetry)\\..*";

    private static final List<ModuleReference> MODULES = Publication.MODULES.stream()
            .map(module -> Publication.CHECKOUT
                    .resolve(module)
                    .resolve("target")
                    .resolve(module + "-" + Publication.VERSION + ".jar"))
            .map(jar -> ModuleFinder.of(jar).findAll().iterator().next())
            .toList();

    private static final Set<String> EXPORTED = MODULES.stream()
            .flatMap(module -> module.descriptor().exports().stream())
            .filter(exports -> !exports.isQualified())
            .map(Exports::source)
            .collect(Collectors.toSet());

    /// Kotlin reads the annotation on packages alone, others that on modules.
    @Test
    void everyExportedPackageIsNullMarked() throws Exception {
        assertThat(EXPORTED).hasSizeGreaterThan(8);
        var unmarked = new TreeSet<String>();
        for (var name : EXPORTED) {
            if (!Class.forName(name + ".package-info").isAnnotationPresent(NullMarked.class)) {
                unmarked.add(name);
            }
        }
        assertThat(unmarked).isEmpty();
    }

    /// javac would resolve a library that is required so wherever the module is used, and fail where it is missing.
    @Test
    void whatIsNotThereAtRunTimeIsRequiredOfNobody() {
        assertThat(MODULES)
                .allSatisfy(module -> assertThat(module.descriptor().requires())
                        .noneMatch(requires -> requires.modifiers()
                                .containsAll(Set.of(Requires.Modifier.STATIC, Requires.Modifier.TRANSITIVE))));
    }

    /// What `-Xlint:exports` looks for, which also wants the annotations and the optional libraries to be required of
    /// all.
    @Test
    void whatIsExportedNamesNothingThatIsNot() throws Exception {
        var hidden = new TreeSet<String>();
        for (var type : exportedTypes()) {
            signatures(type)
                    .flatMap(ModulesTest::named)
                    .filter(named -> !visible(named))
                    .forEach(named -> hidden.add(named.getName() + " in " + type.getName()));
        }
        assertThat(hidden).isEmpty();
    }

    private static boolean visible(Class<?> type) {
        return type.isPrimitive()
                || type.getModule() == Object.class.getModule()
                || EXPORTED.contains(type.getPackageName())
                        && (type.getModifiers() & (Modifier.PUBLIC | Modifier.PROTECTED)) != 0
                || type.getName().matches(OPTIONAL);
    }

    private static List<Class<?>> exportedTypes() throws IOException, ClassNotFoundException {
        var names = new ArrayList<String>();
        for (var module : MODULES) {
            try (var reader = module.open()) {
                names.addAll(
                        reader.list().filter(name -> name.endsWith(".class")).toList());
            }
        }
        var types = new ArrayList<Class<?>>();
        for (var file : names) {
            var name = file.substring(0, file.length() - ".class".length()).replace('/', '.');
            int dot = name.lastIndexOf('.');
            if (dot > 0 && EXPORTED.contains(name.substring(0, dot)) && !name.endsWith("-info")) {
                var type = Class.forName(name, false, ModulesTest.class.getClassLoader());
                if (reachable(type)) {
                    types.add(type);
                }
            }
        }
        assertThat(types).hasSizeGreaterThan(50);
        return types;
    }

    private static boolean reachable(Class<?> type) {
        return isApi(type.getModifiers())
                && (type.getDeclaringClass() == null || reachable(type.getDeclaringClass()))
                && !type.isAnonymousClass()
                && !type.isLocalClass();
    }

    private static boolean isApi(int modifiers) {
        return (modifiers & (Modifier.PUBLIC | Modifier.PROTECTED)) != 0;
    }

    private static Stream<Type> signatures(Class<?> type) {
        var members = Stream.of(type.getDeclaredFields(), type.getDeclaredConstructors(), type.getDeclaredMethods())
                .flatMap(Arrays::stream)
                .filter(member -> isApi(member.getModifiers()) && !member.isSynthetic())
                .flatMap(member -> switch (member) {
                    case Field field -> Stream.of(field.getGenericType());
                    case Method method -> Stream.concat(Stream.of(method.getGenericReturnType()), parameters(method));
                    case Executable constructor -> parameters(constructor);
                    default -> throw new AssertionError(member);
                });
        return Stream.concat(
                Stream.concat(Stream.ofNullable(type.getGenericSuperclass()), Stream.of(type.getGenericInterfaces())),
                members);
    }

    private static Stream<Type> parameters(Executable executable) {
        return Stream.of(executable.getGenericParameterTypes(), executable.getGenericExceptionTypes())
                .flatMap(Arrays::stream);
    }

    private static Stream<Class<?>> named(Type type) {
        return switch (type) {
            case Class<?> plain when plain.isArray() -> named(plain.getComponentType());
            case Class<?> plain -> Stream.of(plain);
            case GenericArrayType array -> named(array.getGenericComponentType());
            case WildcardType wildcard ->
                Stream.of(wildcard.getUpperBounds(), wildcard.getLowerBounds())
                        .flatMap(Arrays::stream)
                        .flatMap(ModulesTest::named);
            case ParameterizedType parameterized ->
                Stream.concat(
                        named(parameterized.getRawType()),
                        Arrays.stream(parameterized.getActualTypeArguments()).flatMap(ModulesTest::named));
            default -> Stream.of(); // a type variable
        };
    }
}
