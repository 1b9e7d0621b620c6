// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/// The settings of a value with many, each with a way to set it and a value other than its default. A test lists them
/// once and asks for what must hold of each. [#areAll(String...)] finds the accessors that the list has forgotten.
///
/// @param <B> what collects the settings; for a value with withers, the value itself
/// @param <V> the value
public final class Settings<B, V> {
    private final Supplier<B> fresh;
    private final Function<B, V> build;
    private final List<Setting<B, V>> settings = new ArrayList<>();

    private Settings(Supplier<B> fresh, Function<B, V> build) {
        this.fresh = fresh;
        this.build = build;
    }

    /// @param fresh makes a builder with every setting at its default, always the same
    /// @param build makes the value
    public static <B, V> Settings<B, V> of(Supplier<B> fresh, Function<B, V> build) {
        return new Settings<>(fresh, build);
    }

    /// Lists a setting.
    public Settings<B, V> with(String name, Function<V, Object> accessor, Object other, UnaryOperator<B> set) {
        settings.add(new Setting<>(name, accessor, other, set));
        return this;
    }

    private V plain() {
        return build.apply(fresh.get());
    }

    private V only(Setting<B, V> setting) {
        return build.apply(setting.set.apply(fresh.get()));
    }

    private B all(List<Setting<B, V>> inOrder) {
        B builder = fresh.get();
        for (var setting : inOrder) {
            builder = setting.set.apply(builder);
        }
        return builder;
    }

    /// The value with every setting other than its default.
    public V full() {
        return build.apply(all(settings));
    }

    /// Each setting lands in its own accessor and in no other, whether the others are at their defaults or not.
    public void landWhereTheyBelong() {
        for (var setting : settings) {
            assertThat(setting.accessor.apply(plain()))
                    .as("%s by default", setting.name)
                    .isNotEqualTo(setting.other);
            for (var asked : settings) {
                assertThat(asked.accessor.apply(only(setting)))
                        .as("%s with %s set", asked.name, setting.name)
                        .isEqualTo(asked == setting ? asked.other : asked.accessor.apply(plain()));
            }
        }
        areAllIn(full());
        areAllIn(build.apply(all(settings.reversed())));
    }

    /// A value has every setting that the list names.
    public void areAllIn(V value) {
        for (var setting : settings) {
            assertThat(setting.accessor.apply(value)).as(setting.name).isEqualTo(setting.other);
        }
    }

    /// Two values are equal, and print the same, if and only if all settings are equal.
    public void makeUpEquality() {
        assertThat(plain()).isEqualTo(plain()).hasSameHashCodeAs(plain()).isNotEqualTo(null);
        assertThat(full()).isEqualTo(full()).hasSameHashCodeAs(full());
        for (var setting : settings) {
            assertThat(only(setting)).as(setting.name).isEqualTo(only(setting)).isNotEqualTo(plain());
            assertThat(only(setting).hashCode())
                    .as("hash code, %s", setting.name)
                    .isNotEqualTo(plain().hashCode());
        }
    }

    /// `toString` names each setting and prints its value.
    public void arePrinted() {
        for (var setting : settings) {
            assertThat(full().toString()).contains(setting.name + "=" + setting.other);
        }
    }

    /// Each public accessor of the value is listed, and nothing else, those named here apart.
    public void areAll(String... others) {
        var known = Stream.concat(settings.stream().map(Setting::name), Arrays.stream(others))
                .toList();
        assertThat(accessorsOf(plain().getClass())).containsExactlyInAnyOrderElementsOf(known);
    }

    private static List<String> accessorsOf(Class<?> type) {
        return Arrays.stream(type.getDeclaredMethods())
                .filter(method -> Modifier.isPublic(method.getModifiers()) && !Modifier.isStatic(method.getModifiers()))
                .filter(method -> method.getParameterCount() == 0 && !method.isSynthetic())
                .map(Method::getName)
                .filter(name -> !Set.of("hashCode", "toString").contains(name))
                .toList();
    }

    private record Setting<B, V>(String name, Function<V, Object> accessor, Object other, UnaryOperator<B> set) {}
}
