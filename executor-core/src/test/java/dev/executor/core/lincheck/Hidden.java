// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.lincheck;

import java.lang.invoke.LambdaMetafactory;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Modifier;
import java.util.Arrays;

/// What the engine's packages keep to themselves and the model checker is to see.
///
/// Each is made into a lambda, as `Gate::give` would be where it is visible: the checker follows calls of lambdas, and
/// does not look into calls by reflection or method handle.
final class Hidden {
    private final Class<?> type;
    private final MethodHandles.Lookup lookup;

    Hidden(String className) {
        try {
            type = Class.forName(className);
            lookup = MethodHandles.privateLookupIn(type, MethodHandles.lookup());
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("no such class", e);
        }
    }

    /// Its constructor of one int.
    <F> F constructor(Class<F> function) {
        try {
            return lambda(function, lookup.findConstructor(type, MethodType.methodType(void.class, int.class)));
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("no such constructor", e);
        }
    }

    /// A method of it, as a function of the object and its arguments.
    <F> F method(Class<F> function, String name, Class<?> result, Class<?>... arguments) {
        try {
            return lambda(function, lookup.findVirtual(type, name, MethodType.methodType(result, arguments)));
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("no such method", e);
        }
    }

    private <F> F lambda(Class<F> function, MethodHandle target) {
        var single = Arrays.stream(function.getMethods())
                .filter(method -> Modifier.isAbstract(method.getModifiers()))
                .findFirst()
                .orElseThrow();
        try {
            var erased = MethodType.methodType(single.getReturnType(), single.getParameterTypes());
            var site = LambdaMetafactory.metafactory(
                    lookup, single.getName(), MethodType.methodType(function), erased, target, target.type());
            return function.cast(site.getTarget().invoke());
        } catch (Throwable e) { // a method handle may throw anything
            throw new LinkageError("cannot make a lambda of " + target, e);
        }
    }
}
