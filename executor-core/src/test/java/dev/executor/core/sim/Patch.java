// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.sim;

import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.OperatorInstruction;
import java.lang.constant.ConstantDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.Set;

/// A planted bug: one change of one method, made in the class file as it is loaded, so that production code knows
/// nothing of it.
///
/// Each counts its instructions from 0 in the order of the class file, which for one method is close to the order of
/// the source. A patch that finds nothing to change is an error: a renamed method must not turn a planted bug into a
/// test of nothing.
///
/// It is public because `src/verification` compiles this file, too, and plants the bugs there that the simulation
/// cannot see.
public sealed interface Patch {
    /// {@return the class that is changed, by its binary name}
    String type();

    /// {@return the method that is changed; every overload of it is searched, lambdas in it are methods of their
    /// own}
    String method();

    /// A call is left out; where it returns something, the default value of its type takes the place.
    ///
    /// @param callee the method that is not called, as `SimpleClassName.method`
    /// @param nth which call of it, from 0
    record DropCall(String type, String method, String callee, int nth) implements Patch {}

    /// A conditional branch goes the other way.
    ///
    /// @param nth which conditional branch, from 0
    record NegateBranch(String type, String method, int nth) implements Patch {}

    /// The method returns at once.
    ///
    /// @param value what it returns; null for void and for null
    record Return(String type, String method, ConstantDesc value) implements Patch {}

    /// A conditional branch that compares integers treats equal as it treats less: `<` and `<=` change places, and so
    /// do `>` and `>=`. Of what is compared as a long, the comparison with 0 that follows is the branch.
    ///
    /// @param nth which conditional branch, from 0
    record ShiftBranch(String type, String method, int nth) implements Patch {}

    /// A sum of ints or longs becomes a difference, a difference a sum.
    ///
    /// @param nth which sum or difference, from 0
    record FlipSign(String type, String method, int nth) implements Patch {}

    /// Calls one method in place of another one of the same type, such as `signal` for `signalAll`.
    ///
    /// @param callee the method that is replaced, as `SimpleClassName.method`
    /// @param nth which call of it, from 0
    /// @param instead the name of the method that is called
    record RenameCall(String type, String method, String callee, int nth, String instead) implements Patch {}

    /// The change, to be used once.
    ///
    /// @param applied told when the instruction was found
    default ClassTransform transform(Runnable applied) {
        return ClassTransform.transformingMethods(
                candidate -> candidate.methodName().equalsString(method()), (builder, element) -> {
                    if (element instanceof CodeModel code) {
                        builder.transformCode(code, new Change(this, code, applied));
                    } else {
                        builder.with(element);
                    }
                });
    }

    /// Changes one method body.
    final class Change implements CodeTransform {
        private static final Set<Opcode> UNCONDITIONAL = Set.of(Opcode.GOTO, Opcode.GOTO_W);

        private final Patch patch;
        private final MethodTypeDesc type;
        private final Runnable applied;
        private int seen;

        Change(Patch patch, CodeModel code, Runnable applied) {
            this.patch = patch;
            this.type = code.parent().orElseThrow().methodTypeSymbol();
            this.applied = applied;
        }

        @Override
        public void atStart(CodeBuilder code) {
            if (patch instanceof Return(var _, var _, var value)) {
                applied.run();
                var kind = TypeKind.from(type.returnType());
                // The rest of the body stays behind an always true test: a class file must not have code that
                // nobody can reach without its frames.
                code.iconst_1().ifThen(then -> {
                    if (value != null) {
                        then.loadConstant(value);
                    } else {
                        loadDefault(then, kind);
                    }
                    then.return_(kind);
                });
            }
        }

        @Override
        public void accept(CodeBuilder code, CodeElement element) {
            switch (patch) {
                case NegateBranch(var _, var _, int nth)
                when element instanceof BranchInstruction branch && !UNCONDITIONAL.contains(branch.opcode()) -> {
                    if (seen++ == nth) {
                        applied.run();
                        code.branch(negated(branch.opcode()), branch.target());
                    } else {
                        code.with(branch);
                    }
                }
                case ShiftBranch(var _, var _, int nth)
                when element instanceof BranchInstruction branch && !UNCONDITIONAL.contains(branch.opcode()) -> {
                    if (seen++ == nth) {
                        applied.run();
                        code.branch(shifted(branch.opcode()), branch.target());
                    } else {
                        code.with(branch);
                    }
                }
                case FlipSign(var _, var _, int nth)
                when element instanceof OperatorInstruction sum && flipped(sum.opcode()) != null -> {
                    if (seen++ == nth) {
                        applied.run();
                        code.with(OperatorInstruction.of(flipped(sum.opcode())));
                    } else {
                        code.with(sum);
                    }
                }
                case DropCall(var _, var _, var callee, int nth)
                when element instanceof InvokeInstruction invoke && is(invoke, callee) -> {
                    if (seen++ == nth) {
                        applied.run();
                        drop(code, invoke);
                    } else {
                        code.with(invoke);
                    }
                }
                case RenameCall(var _, var _, var callee, int nth, var instead)
                when element instanceof InvokeInstruction invoke && is(invoke, callee) -> {
                    if (seen++ == nth) {
                        applied.run();
                        code.invoke(
                                invoke.opcode(),
                                invoke.owner().asSymbol(),
                                instead,
                                invoke.typeSymbol(),
                                invoke.isInterface());
                    } else {
                        code.with(invoke);
                    }
                }
                default -> code.with(element);
            }
        }

        private static boolean is(InvokeInstruction invoke, String callee) {
            String owner = invoke.owner().asSymbol().displayName();
            String simple = owner.substring(owner.lastIndexOf('$') + 1);
            return callee.equals(simple + "." + invoke.name().stringValue());
        }

        private static void drop(CodeBuilder code, InvokeInstruction invoke) {
            var type = invoke.typeSymbol();
            for (int i = type.parameterCount() - 1; i >= 0; i--) {
                pop(code, TypeKind.from(type.parameterType(i)));
            }
            if (invoke.opcode() != Opcode.INVOKESTATIC) {
                code.pop();
            }
            loadDefault(code, TypeKind.from(type.returnType()));
        }

        private static void pop(CodeBuilder code, TypeKind kind) {
            if (kind.slotSize() == 2) {
                code.pop2();
            } else {
                code.pop();
            }
        }

        private static void loadDefault(CodeBuilder code, TypeKind kind) {
            switch (kind.asLoadable()) {
                case INT -> code.iconst_0();
                case LONG -> code.lconst_0();
                case FLOAT -> code.fconst_0();
                case DOUBLE -> code.dconst_0();
                case REFERENCE -> code.aconst_null();
                default -> {}
            }
        }

        private static Opcode shifted(Opcode opcode) {
            return switch (opcode) {
                case IFLT -> Opcode.IFLE;
                case IFLE -> Opcode.IFLT;
                case IFGT -> Opcode.IFGE;
                case IFGE -> Opcode.IFGT;
                case IF_ICMPLT -> Opcode.IF_ICMPLE;
                case IF_ICMPLE -> Opcode.IF_ICMPLT;
                case IF_ICMPGT -> Opcode.IF_ICMPGE;
                case IF_ICMPGE -> Opcode.IF_ICMPGT;
                default -> throw new IllegalArgumentException(opcode + " does not compare by order");
            };
        }

        /// {@return the opposite operator; null if the opcode is no sum and no difference}
        private static Opcode flipped(Opcode opcode) {
            return switch (opcode) {
                case IADD -> Opcode.ISUB;
                case ISUB -> Opcode.IADD;
                case LADD -> Opcode.LSUB;
                case LSUB -> Opcode.LADD;
                default -> null;
            };
        }

        private static Opcode negated(Opcode opcode) {
            return switch (opcode) {
                case IFEQ -> Opcode.IFNE;
                case IFNE -> Opcode.IFEQ;
                case IFLT -> Opcode.IFGE;
                case IFGE -> Opcode.IFLT;
                case IFGT -> Opcode.IFLE;
                case IFLE -> Opcode.IFGT;
                case IF_ICMPEQ -> Opcode.IF_ICMPNE;
                case IF_ICMPNE -> Opcode.IF_ICMPEQ;
                case IF_ICMPLT -> Opcode.IF_ICMPGE;
                case IF_ICMPGE -> Opcode.IF_ICMPLT;
                case IF_ICMPGT -> Opcode.IF_ICMPLE;
                case IF_ICMPLE -> Opcode.IF_ICMPGT;
                case IF_ACMPEQ -> Opcode.IF_ACMPNE;
                case IF_ACMPNE -> Opcode.IF_ACMPEQ;
                case IFNULL -> Opcode.IFNONNULL;
                case IFNONNULL -> Opcode.IFNULL;
                default -> throw new IllegalArgumentException("no opposite of " + opcode);
            };
        }
    }
}
