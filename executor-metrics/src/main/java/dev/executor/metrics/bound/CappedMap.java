// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.metrics.bound;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Something for each of the first so many names, and one thing for all others together. Thread-safe. A look at a
/// known name takes no lock; so does one at a name too many.
///
/// @param <V> what there is for a name; made once for each
public final class CappedMap<V> {
    /// What all names beyond the bound are called.
    public static final String OTHER = "other";

    private final int most;
    private final Function<String, V> maker;
    private final ConcurrentHashMap<String, V> known = new ConcurrentHashMap<>();
    private volatile @Nullable V other;
    private volatile boolean full;

    /// Makes an empty map.
    ///
    /// @param most how many names are told apart
    /// @param maker makes what there is for a name; called once for each name, under a lock of this map
    public CappedMap(int most, Function<String, V> maker) {
        this.most = most;
        this.maker = maker;
    }

    /// {@return what there is for a name}
    /// @param name the name
    public V get(String name) {
        V value = known.get(name);
        if (value != null) {
            return value;
        }
        V rest = other;
        return full && rest != null ? rest : add(name);
    }

    private synchronized V add(String name) {
        V value = known.get(name);
        if (value != null) {
            return value;
        }
        if (known.size() < most && !name.equals(OTHER)) {
            value = maker.apply(name);
            known.put(name, value);
            return value;
        }
        V rest = other;
        if (rest == null) {
            rest = maker.apply(OTHER);
            other = rest;
        }
        full = known.size() >= most;
        return rest;
    }

    /// Looks at everything there is, sorted by name, [#OTHER] last.
    ///
    /// @param action called for each name and what there is for it
    public void forEach(BiConsumer<? super String, ? super V> action) {
        var sorted = new LinkedHashMap<String, V>();
        var names = new ArrayList<>(known.keySet());
        names.sort(null);
        for (String name : names) {
            V value = known.get(name);
            if (value != null) {
                sorted.put(name, value);
            }
        }
        V rest = other;
        if (rest != null) {
            sorted.put(OTHER, rest);
        }
        for (Map.Entry<String, V> entry : sorted.entrySet()) {
            action.accept(entry.getKey(), entry.getValue());
        }
    }
}
