// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox.spawn;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.util.Optional;

/// Finds functions of the C library and calls them. Stateless.
///
/// Only this class, [PosixSpawn] and [SystemCalls] touch native code. They are not loaded without native access.
@SuppressWarnings("restricted")
final class CLibrary {
    private static final Linker LINKER = Linker.nativeLinker();
    private static final StructLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
    static final int EINTR = 4;

    private static final MethodHandle STRERROR = function(
            "strerror",
            FunctionDescriptor.of(
                    ValueLayout.ADDRESS.withTargetLayout(MemoryLayout.sequenceLayout(256, ValueLayout.JAVA_BYTE)),
                    ValueLayout.JAVA_INT));

    private CLibrary() {}

    /// {@return a function that reports a failure only by its result}
    /// @throws UnsupportedOperationException if this C library does not have it
    static MethodHandle function(String name, FunctionDescriptor type) {
        return LINKER.downcallHandle(symbol(name), type);
    }

    /// {@return a function that only newer C libraries have}
    static Optional<MethodHandle> newFunction(String name, FunctionDescriptor type) {
        return LINKER.defaultLookup().find(name).map(symbol -> LINKER.downcallHandle(symbol, type));
    }

    /// {@return a function that returns a negative number and sets `errno` when it fails; its first argument
    /// receives `errno`}
    static MethodHandle withErrno(String name, FunctionDescriptor type) {
        return LINKER.downcallHandle(symbol(name), type, Linker.Option.captureCallState("errno"));
    }

    /// As [#withErrno], of a function with a variable number of arguments.
    static MethodHandle withErrno(String name, FunctionDescriptor type, int firstVariadic) {
        return LINKER.downcallHandle(
                symbol(name),
                type,
                Linker.Option.captureCallState("errno"),
                Linker.Option.firstVariadicArg(firstVariadic));
    }

    private static MemorySegment symbol(String name) {
        return LINKER.defaultLookup()
                .find(name)
                .orElseThrow(() -> new UnsupportedOperationException("the C library has no function " + name));
    }

    /// One call of a function made by [#withErrno].
    @FunctionalInterface
    interface Call {
        long run(MemorySegment errno) throws Throwable;
    }

    /// Calls a function made by [#withErrno], again if a signal interrupted it.
    ///
    /// @param what what the call does, for the message
    /// @param call the call
    /// @return what it returned, not negative
    /// @throws ErrnoException if it failed
    static long call(String what, Call call) throws ErrnoException {
        for (; ; ) {
            try {
                return callOnce(what, call);
            } catch (ErrnoException e) {
                if (e.code() != EINTR) {
                    throw e;
                }
            }
        }
    }

    /// As [#call], but fails if a signal interrupts it.
    static long callOnce(String what, Call call) throws ErrnoException {
        try (var arena = Arena.ofConfined()) {
            var state = arena.allocate(STATE);
            long result = run(() -> call.run(state));
            if (result < 0) {
                int code = (int) ERRNO.get(state, 0L);
                throw new ErrnoException(what, code, text(code));
            }
            return result;
        }
    }

    /// One call of a function made by [#function].
    @FunctionalInterface
    interface PlainCall {
        long run() throws Throwable;
    }

    /// Calls a function that returns an error number, or zero.
    static void check(String what, PlainCall call) throws IOException {
        int code = (int) run(call);
        if (code != 0) {
            throw new ErrnoException(what, code, text(code));
        }
    }

    /// Calls a function that cannot fail.
    static long run(PlainCall call) {
        try {
            return call.run();
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("a method handle of a C function threw a checked exception", e);
        }
    }

    private static String text(int code) {
        try {
            return ((MemorySegment) STRERROR.invokeExact(code)).getString(0);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }
}
