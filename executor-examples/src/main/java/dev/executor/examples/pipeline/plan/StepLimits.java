// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.examples.pipeline.plan;

import dev.executor.isolation.ByteSize;
import dev.executor.isolation.Limit;
import dev.executor.isolation.ResourceLimits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/// The limits that a step asks for, each by itself, so that some can be left out.
///
/// @param settings the limits
record StepLimits(List<Setting> settings) {
    static final StepLimits NONE = new StepLimits(List.of());

    public StepLimits {
        settings = List.copyOf(settings);
    }

    /// One limit.
    ///
    /// @param field what the pipeline calls it
    /// @param limit what it limits
    /// @param value sets it
    record Setting(String field, Limit limit, Consumer<ResourceLimits.Builder> value) {}

    /// {@return all limits that an object has}
    /// @param fields the object
    static StepLimits read(Fields fields) {
        var reader = new Reader(fields, new ArrayList<>());
        reader.size("memory", Limit.MEMORY, ResourceLimits.Builder::memory);
        reader.setting("cpus", Limit.CPU, fields.number("cpus"), ResourceLimits.Builder::cpus);
        reader.count("cpuWeight", Limit.CPU_WEIGHT, ResourceLimits.Builder::cpuWeight);
        reader.duration("cpuTime", Limit.CPU_TIME, ResourceLimits.Builder::cpuTime);
        reader.duration("wallTime", Limit.WALL_TIME, ResourceLimits.Builder::wallTime);
        reader.count("processes", Limit.PROCESSES, ResourceLimits.Builder::processes);
        reader.size("readRate", Limit.IO, ResourceLimits.Builder::readRate);
        reader.size("writeRate", Limit.IO, ResourceLimits.Builder::writeRate);
        reader.count("openFiles", Limit.OPEN_FILES, ResourceLimits.Builder::openFiles);
        reader.size("fileSize", Limit.FILE_SIZE, ResourceLimits.Builder::fileSize);
        reader.size("coreSize", Limit.CORE_SIZE, ResourceLimits.Builder::coreSize);
        reader.size("output", Limit.OUTPUT, ResourceLimits.Builder::output);
        reader.size("disk", Limit.DISK, ResourceLimits.Builder::disk);
        fields.end();
        return new StepLimits(reader.settings);
    }

    /// {@return all limits but some}
    /// @param leftOut the fields left out
    ResourceLimits without(List<String> leftOut) {
        var limits = ResourceLimits.builder();
        settings.stream()
                .filter(setting -> !leftOut.contains(setting.field))
                .forEach(setting -> setting.value.accept(limits));
        return limits.build();
    }

    private record Reader(Fields fields, List<Setting> settings) {
        void size(String name, Limit limit, BiConsumer<ResourceLimits.Builder, ByteSize> set) {
            setting(name, limit, fields.parsed(name, Quantities::size), set);
        }

        void duration(String name, Limit limit, BiConsumer<ResourceLimits.Builder, Duration> set) {
            setting(name, limit, fields.parsed(name, Quantities::duration), set);
        }

        void count(String name, Limit limit, BiConsumer<ResourceLimits.Builder, Integer> set) {
            setting(name, limit, fields.whole(name, 1, Integer.MAX_VALUE), set);
        }

        <V> void setting(String name, Limit limit, Optional<V> value, BiConsumer<ResourceLimits.Builder, V> set) {
            value.ifPresent(given -> fields.checking(() -> {
                var alone = new Setting(name, limit, builder -> set.accept(builder, given));
                new StepLimits(List.of(alone)).without(List.of()); // refuses what is out of range
                settings.add(alone);
            }));
        }
    }
}
