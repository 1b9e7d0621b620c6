// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.lincheck;

import dev.executor.ExecutorPool;
import java.lang.reflect.Method;
import java.util.List;

/// Opens the library's modules to the model checker, which looks into every object that the checked code reaches.
///
/// At run time, so that the command line of all other tests stays free of it. On the class path there is nothing to
/// open.
final class Opened {
    private Opened() {}

    static void toTheChecker() {
        try {
            Method open = Module.class.getDeclaredMethod("implAddOpensToAllUnnamed", String.class);
            open.setAccessible(true);
            for (var module : List.of(Opened.class.getModule(), ExecutorPool.class.getModule())) {
                if (module.isNamed()) {
                    for (var name : module.getPackages()) {
                        open.invoke(module, name);
                    }
                }
            }
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("java.base does not open java.lang to this module", e);
        }
    }
}
