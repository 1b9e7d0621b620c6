// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.instruction.InvokeInstruction;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.Test;

class PointWeaverTest {
    private static final String TOY = WeaveToy.class.getName().replace('.', '/');

    @Test
    void wovenCodeDoesWhatItDidBefore() throws Exception {
        var woven = new Defining().define(woven());

        var toy = (IntSupplier) woven.getDeclaredConstructor().newInstance();

        assertEquals(new WeaveToy().getAsInt(), toy.getAsInt());
    }

    @Test
    void pointsStandAtLocksAtomicsVolatilesAndMapsAndMonitorsAreCounted() throws Exception {
        var calls = new HashMap<String, Integer>();

        ClassFile.of()
                .parse(woven())
                .methods()
                .forEach(method -> method.code()
                        .ifPresent(code -> code.forEach(element -> {
                            if (element instanceof InvokeInstruction invoke
                                    && invoke.owner().asInternalName().endsWith("/SimPoint")) {
                                calls.merge(invoke.name().stringValue(), 1, Integer::sum);
                            }
                        })));

        // An unlock and a monitor's exit stand twice in the class file, once of them for an exception.
        assertEquals(Map.of("here", 11, "locked", 2, "unlocking", 3, "enter", 3, "exit", 4, "threadId", 1), calls);
    }

    private static byte[] woven() {
        byte[] original = bytes(TOY);
        var volatiles = new VolatileFields(owner -> owner.equals(TOY) ? original : null);
        return new PointWeaver(volatiles).weave(ClassFile.of(), original);
    }

    private static byte[] bytes(String internalName) {
        try (var in = WeaveToy.class.getResourceAsStream("/" + internalName + ".class")) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static final class Defining extends ClassLoader {
        Defining() {
            super(WeaveToy.class.getClassLoader());
        }

        Class<?> define(byte[] bytes) {
            return defineClass(WeaveToy.class.getName(), bytes, 0, bytes.length);
        }
    }
}
