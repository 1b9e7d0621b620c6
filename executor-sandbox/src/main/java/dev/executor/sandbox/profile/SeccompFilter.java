// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox.profile;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// The system call filter of [dev.executor.isolation.Profile#UNTRUSTED], for x86-64, as a classic BPF program.
///
/// It lists the forbidden calls, because the calls of ordinary programs are many and grow. A call that only attacks use
/// ends the process with `SIGSYS`. A call that programs probe for fails as if the kernel lacked it, and so do calls
/// that are newer than this list. Chosen after the kernel's table of system calls and Docker's and systemd's default
/// filters; see seccomp(2) for the format.
final class SeccompFilter {
    // struct seccomp_data: int nr; u32 arch; u64 instruction_pointer; u64 args[6]
    private static final int NR = 0;
    private static final int ARCH = 4;
    private static final int ARGUMENT_0 = 16;
    private static final int ARGUMENT_1 = 24;

    private static final int ARCH_X86_64 = 0xC000003E;
    private static final int X32_BIT = 0x40000000;

    private static final int LOAD = 0x20; // BPF_LD | BPF_W | BPF_ABS
    private static final int JUMP_EQUAL = 0x15; // BPF_JMP | BPF_JEQ | BPF_K
    private static final int JUMP_AT_LEAST = 0x35; // BPF_JMP | BPF_JGE | BPF_K
    private static final int JUMP_ANY_BIT = 0x45; // BPF_JMP | BPF_JSET | BPF_K
    private static final int RETURN = 0x06; // BPF_RET | BPF_K

    private static final int KILL_PROCESS = 0x80000000;
    private static final int ALLOW = 0x7fff0000;
    private static final int FAIL = 0x00050000; // with the error number in the lower half
    private static final int EPERM = 1;
    private static final int ENOSYS = 38;

    private static final int CLONE = 56;
    private static final int IOCTL = 16;
    private static final int SOCKET = 41;
    private static final int FIRST_UNKNOWN = 463;

    /// New namespaces of all kinds but time, which shares a bit with a signal number.
    private static final int CLONE_NEW = 0x7E020000;

    private static final int TIOCSTI = 0x5412;
    private static final int TIOCLINUX = 0x541C;
    private static final int AF_ALG = 38;
    private static final int AF_VSOCK = 40;

    /// ptrace; mounting, old and new; chroot; swap; reboot, kexec, modules; the clock; host names; ports;
    /// accounting and quotas; keys; other processes' memory, files and handles; BPF; entering namespaces.
    private static final int[] FORBIDDEN = {
        101, 155, 161, 163, 164, 165, 166, 167, 168, 169, 170, 171, 172, 173, 174, 175, 176, 177, 178, 179, 180, 212,
        227, 246, 248, 249, 250, 304, 305, 308, 310, 311, 312, 313, 320, 321, 428, 429, 430, 431, 432, 433, 438, 442,
        443
    };

    /// syslog, adjtimex, unshare, move_pages, perf_event_open, name_to_handle_at, userfaultfd.
    private static final int[] REFUSED = {103, 159, 272, 279, 298, 303, 323};

    /// io_uring (which bypasses filters); clone3 (whose flags a filter cannot see; without it the C library uses
    /// clone); statmount and listmount.
    private static final int[] MISSING = {425, 426, 427, 435, 457, 458};

    private final ByteBuffer program = ByteBuffer.allocate(8 * 256).order(ByteOrder.LITTLE_ENDIAN);

    private SeccompFilter() {}

    /// {@return the program, an array of `struct sock_filter`}
    static byte[] program() {
        var filter = new SeccompFilter();
        filter.assemble();
        var bytes = new byte[filter.program.position()];
        filter.program.flip().get(bytes);
        return bytes;
    }

    private void assemble() {
        add(LOAD, 0, 0, ARCH);
        add(JUMP_EQUAL, 1, 0, ARCH_X86_64);
        add(RETURN, 0, 0, KILL_PROCESS);
        add(LOAD, 0, 0, NR);
        when(JUMP_AT_LEAST, X32_BIT, KILL_PROCESS);
        when(JUMP_AT_LEAST, FIRST_UNKNOWN, FAIL | ENOSYS);
        for (int call : FORBIDDEN) {
            when(JUMP_EQUAL, call, KILL_PROCESS);
        }
        for (int call : REFUSED) {
            when(JUMP_EQUAL, call, FAIL | EPERM);
        }
        for (int call : MISSING) {
            when(JUMP_EQUAL, call, FAIL | ENOSYS);
        }
        whenArgument(CLONE, ARGUMENT_0, JUMP_ANY_BIT, CLONE_NEW);
        whenArgument(IOCTL, ARGUMENT_1, JUMP_EQUAL, TIOCSTI, TIOCLINUX);
        whenArgument(SOCKET, ARGUMENT_0, JUMP_EQUAL, AF_ALG, AF_VSOCK);
        add(RETURN, 0, 0, ALLOW);
    }

    private void when(int jump, int value, int action) {
        add(jump, 0, 1, value);
        add(RETURN, 0, 0, action);
    }

    /// Refuses a call with one of these values (or any of these bits) in the lower half of an argument. The number
    /// of the call is loaded before and after.
    private void whenArgument(int call, int argument, int jump, int... values) {
        add(JUMP_EQUAL, 0, 2 + 2 * values.length, call);
        add(LOAD, 0, 0, argument);
        for (int value : values) {
            when(jump, value, FAIL | EPERM);
        }
        add(LOAD, 0, 0, NR);
    }

    private void add(int code, int ifTrue, int ifFalse, int operand) {
        program.putShort((short) code).put((byte) ifTrue).put((byte) ifFalse).putInt(operand);
    }
}
