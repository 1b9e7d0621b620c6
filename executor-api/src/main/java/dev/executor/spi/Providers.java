// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.spi;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/// Finds what implements this API, by `java.util.ServiceLoader`: first where the API itself was loaded from, then
/// by the calling thread's context class loader, as in a container where the API lies in a parent of the
/// application's loader and the engine beside the application.
///
/// @since 0.1
public final class Providers {
    private Providers() {}

    /// Finds the first provider of a service of this API.
    ///
    /// @param service [PoolProvider] or [SandboxProvider]
    /// @param what what is missing if there is none, for the message
    /// @param coordinates what to add then
    /// @param <P> the service
    /// @return the provider
    /// @throws IllegalStateException if there is none, saying where it was looked for and what to do
    public static <P> P find(Class<P> service, String what, String coordinates) {
        var loaders = new LinkedHashMap<@Nullable ClassLoader, String>();
        loaders.put(service.getClassLoader(), "the class loader of the API");
        loaders.putIfAbsent(
                Thread.currentThread().getContextClassLoader(),
                "the context class loader of thread '" + Thread.currentThread().getName() + "'");
        List<String> looked = new ArrayList<>();
        ServiceConfigurationError broken = null;
        for (var place : loaders.entrySet()) {
            try {
                Optional<P> found = ServiceLoader.load(service, place.getKey()).findFirst();
                if (found.isPresent()) {
                    return found.get();
                }
                looked.add(place.getValue() + " (" + place.getKey() + "): none");
            } catch (ServiceConfigurationError e) { // such as one that implements another copy of this API
                looked.add(place.getValue() + " (" + place.getKey() + "): " + e.getMessage());
                broken = e;
            }
        }
        throw new IllegalStateException(
                what + ": no " + service.getName() + " was found. Looked at: " + String.join("; ", looked)
                        + ". Add " + coordinates
                        + " to the class path or module path; if it is there, make it visible to one"
                        + " of these class loaders, for example by setting the thread's context class loader",
                broken);
    }
}
