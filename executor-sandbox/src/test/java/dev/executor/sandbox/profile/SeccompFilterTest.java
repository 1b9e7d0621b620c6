// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox.profile;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Runs the filter as the kernel does, on the numbers of calls of x86-64.
class SeccompFilterTest {
    private static final int X86_64 = 0xC000003E;
    private static final int KILL = 0x80000000;
    private static final int ALLOW = 0x7fff0000;
    private static final int EPERM = 0x00050001;
    private static final int ENOSYS = 0x00050026;

    private static int answer(int call, long... arguments) {
        return answerOn(X86_64, call, arguments);
    }

    private static int answerOn(int architecture, int call, long... arguments) {
        var data = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
        data.putInt(call).putInt(architecture).putLong(0);
        for (long argument : arguments) {
            data.putLong(argument);
        }
        var program = ByteBuffer.wrap(SeccompFilter.program()).order(ByteOrder.LITTLE_ENDIAN);
        int accumulator = 0;
        for (int at = 0; ; at++) {
            int operand = program.getInt(8 * at + 4);
            boolean holds;
            switch (program.getShort(8 * at)) {
                case 0x20 -> {
                    accumulator = data.getInt(operand);
                    continue;
                }
                case 0x06 -> {
                    return operand;
                }
                case 0x15 -> holds = accumulator == operand;
                case 0x35 -> holds = Integer.compareUnsigned(accumulator, operand) >= 0;
                case 0x45 -> holds = (accumulator & operand) != 0;
                default -> throw new AssertionError("no such instruction at " + at);
            }
            at += program.get(8 * at + (holds ? 2 : 3)) & 0xff;
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 9, 39, 59, 60, 202, 231, 257, 281, 302, 334, 439, 462})
    void callsOfOrdinaryProgramsAreAllowed(int call) {
        assertThat(answer(call)).isEqualTo(ALLOW);
    }

    @ParameterizedTest
    @ValueSource(ints = {101, 155, 161, 165, 166, 169, 175, 246, 248, 250, 304, 308, 310, 313, 321, 428, 443})
    void callsThatLeadOutEndTheProcess(int call) {
        assertThat(answer(call)).isEqualTo(KILL);
    }

    @ParameterizedTest
    @ValueSource(ints = {103, 159, 272, 279, 298, 303, 323})
    void callsThatProgramsTryAreRefused(int call) {
        assertThat(answer(call)).isEqualTo(EPERM);
    }

    @ParameterizedTest
    @ValueSource(ints = {425, 426, 427, 435, 457, 458, 463, 500})
    void callsThatProgramsDoWithoutAndThoseNotKnownAreMissing(int call) {
        assertThat(answer(call)).isEqualTo(ENOSYS);
    }

    @Test
    void otherArchitecturesEndTheProcess() {
        assertThat(answerOn(0x40000003, 1)).as("32 bits").isEqualTo(KILL);
        assertThat(answer(0x40000000 | 1)).as("x32").isEqualTo(KILL);
    }

    @Test
    void aThreadMayBeMadeAndANamespaceMayNot() {
        assertThat(answer(56, 0x3D0F00)).isEqualTo(ALLOW);
        int[] spaces = {0x02000000, 0x04000000, 0x08000000, 0x10000000, 0x20000000, 0x40000000, 0x00020000};
        for (int space : spaces) {
            assertThat(answer(56, space | 0x11)).as("CLONE_NEW %x", space).isEqualTo(EPERM);
        }
    }

    @Test
    void aTerminalMayNotBeTypedInto() {
        assertThat(answer(16, 0, 0x5401)).isEqualTo(ALLOW);
        assertThat(answer(16, 0, 0x5412)).isEqualTo(EPERM);
        assertThat(answer(16, 0, 0x541C)).isEqualTo(EPERM);
        assertThat(answer(16, 0x5412, 0)).as("a descriptor of that number").isEqualTo(ALLOW);
    }

    @Test
    void socketsOfTheKernelsCryptographyAndOfVirtualMachinesMayNotBeMade() {
        assertThat(answer(41, 1)).isEqualTo(ALLOW);
        assertThat(answer(41, 2)).isEqualTo(ALLOW);
        assertThat(answer(41, 38)).isEqualTo(EPERM);
        assertThat(answer(41, 40)).isEqualTo(EPERM);
    }
}
