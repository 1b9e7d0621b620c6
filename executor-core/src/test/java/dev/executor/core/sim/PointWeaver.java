// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.sim;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.MonitorInstruction;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.AccessFlag;
import java.util.Set;

/// Weaves calls of [SimPoint] into the engine's classes, so that a thread can be switched at every shared step and
/// not only where it parks.
///
/// A point goes before each call into `java.util.concurrent`, each access of a volatile field, each start of a
/// thread, and after each unlock. Monitors are counted, and so is what runs inside the compute methods of a
/// concurrent map, which hold one: there, nothing is switched.
final class PointWeaver {
    private static final ClassDesc POINT = ClassDesc.of(SimPoint.class.getName());
    private static final MethodTypeDesc NOTHING = MethodTypeDesc.of(ConstantDescs.CD_void);
    private static final ClassDesc THREAD = ClassDesc.of("java.lang.Thread");
    private static final String LOCK = "java/util/concurrent/locks/ReentrantLock";
    private static final Set<String> UNDER_A_MONITOR =
            Set.of("compute", "computeIfAbsent", "computeIfPresent", "merge");

    private final VolatileFields volatiles;

    PointWeaver(VolatileFields volatiles) {
        this.volatiles = volatiles;
    }

    ClassTransform transform() {
        return ClassTransform.transformingMethods((builder, element) -> {
            if (element instanceof java.lang.classfile.CodeModel code
                    && !code.parent().orElseThrow().methodName().equalsString("<clinit>")) {
                var method = code.parent().orElseThrow();
                builder.transformCode(code, weave(method));
            } else {
                builder.with(element);
            }
        });
    }

    private CodeTransform weave(MethodModel method) {
        boolean monitor = method.flags().has(AccessFlag.SYNCHRONIZED);
        return new CodeTransform() {
            @Override
            public void atStart(CodeBuilder code) {
                if (monitor) {
                    call(code, "enter");
                }
            }

            @Override
            public void accept(CodeBuilder code, CodeElement element) {
                switch (element) {
                    case InvokeInstruction invoke -> weaveInvoke(code, invoke);
                    case FieldInstruction field
                    when volatiles.contains(field) -> {
                        call(code, "here");
                        code.with(field);
                    }
                    case MonitorInstruction instruction
                    when instruction.opcode() == Opcode.MONITORENTER -> {
                        call(code, "enter");
                        code.with(instruction);
                    }
                    case MonitorInstruction instruction -> {
                        code.with(instruction);
                        call(code, "exit");
                    }
                    case ReturnInstruction back
                    when monitor -> {
                        call(code, "exit");
                        code.with(back);
                    }
                    default -> code.with(element);
                }
            }
        };
    }

    private static void weaveInvoke(CodeBuilder code, InvokeInstruction invoke) {
        String owner = invoke.owner().asInternalName();
        String name = invoke.name().stringValue();
        if (owner.equals("java/lang/Thread") && name.equals("threadId")) {
            // Ids go on from one seed to the next, so a decision that rests on one could not be replayed.
            code.invokestatic(POINT, "threadId", MethodTypeDesc.of(ConstantDescs.CD_long, THREAD));
        } else if (owner.equals("java/lang/Thread") && (name.equals("onSpinWait") || name.equals("yield"))) {
            // Whoever it waits for runs on the same real thread, and must get it.
            call(code, "spin");
        } else if (owner.equals(LOCK) && name.startsWith("lock")) {
            call(code, "here");
            code.with(invoke);
            call(code, "locked");
        } else if (owner.equals(LOCK) && name.equals("tryLock")) {
            call(code, "here");
            code.with(invoke);
            code.dup().ifThen(taken -> call(taken, "locked"));
        } else if (owner.equals(LOCK) && name.equals("unlock")) {
            call(code, "unlocking");
            code.with(invoke);
            call(code, "here");
        } else if (owner.startsWith("java/util/concurrent/Concurrent") && UNDER_A_MONITOR.contains(name)) {
            call(code, "here");
            call(code, "enter");
            code.with(invoke);
            call(code, "exit");
        } else if (isShared(owner, name)) {
            call(code, "here");
            code.with(invoke);
        } else {
            code.with(invoke);
        }
    }

    private static boolean isShared(String owner, String name) {
        return switch (name) {
            case "<init>" -> false;
            case "startTaskThread", "startEngineThread", "interrupt", "isInterrupted", "interrupted" -> true;
            default ->
                (owner.startsWith("java/util/concurrent/") && !owner.endsWith("/TimeUnit"))
                        || owner.equals("java/lang/invoke/VarHandle");
        };
    }

    private static void call(CodeBuilder code, String method) {
        code.invokestatic(POINT, method, NOTHING);
    }

    /// The same as [#transform()], as bytes to bytes.
    byte[] weave(ClassFile classFile, byte[] original) {
        return classFile.transformClass(classFile.parse(original), transform());
    }
}
