// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.sim;

import java.lang.classfile.ClassFile;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.reflect.AccessFlag;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Knows which fields of the woven classes are volatile; a field access in a class file does not say.
final class VolatileFields {
    private final Function<String, byte[]> classBytes;
    private final Map<String, Set<String>> namesByOwner = new HashMap<>();

    /// @param classBytes finds a class by its internal name; null for classes that are not woven
    VolatileFields(Function<String, byte[]> classBytes) {
        this.classBytes = classBytes;
    }

    boolean contains(FieldInstruction access) {
        return namesByOwner
                .computeIfAbsent(access.owner().asInternalName(), this::read)
                .contains(access.name().stringValue());
    }

    private Set<String> read(String owner) {
        byte[] bytes = classBytes.apply(owner);
        if (bytes == null) {
            return Set.of();
        }
        return ClassFile.of().parse(bytes).fields().stream()
                .filter(field -> field.flags().has(AccessFlag.VOLATILE))
                .map(field -> field.fieldName().stringValue())
                .collect(Collectors.toSet());
    }
}
