// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.executor.FailureKind;
import dev.executor.isolation.Exit;
import dev.executor.isolation.Profile;
import dev.executor.isolation.SandboxConfig.NativeCalls;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// Commands that try to get at other processes, files, the network, or more privileges.
class EscapeTest extends HostileTest {
    EscapeTest() {
        super(NativeCalls.IF_GRANTED);
    }

    /// The first use of a server socket opens a descriptor of the JDK's own that stays.
    @BeforeAll
    static void warmUp() throws Exception {
        new ServerSocket(0).close();
    }

    private String output(Profile profile, String script) throws Exception {
        require(profile);
        return succeed(sh(profile, script)).log().text();
    }

    @ParameterizedTest
    @EnumSource(
            value = Profile.class,
            names = {"STANDARD", "UNTRUSTED"})
    void aKillOfEverythingReachesNothingOutside(Profile profile) throws Exception {
        String outside = Files.readSymbolicLink(Path.of("/proc/self/ns/pid")).toString();
        assertThat(output(profile, "readlink /proc/self/ns/pid").strip()).isNotEqualTo(outside);
        assertThat(output(profile, "tr '\\0' ' ' </proc/1/cmdline")).startsWith("/usr/bin/bwrap ");
        var innocent = new ProcessBuilder("sleep", "1000").start();
        try {
            // Once more within, so that it can do no harm whatever is broken.
            var result = succeed(sh(
                    profile,
                    "[ \"$(readlink /proc/self/ns/pid)\" != '" + outside + "' ] || exit 99\n"
                            + "sleep 1000 & kill -9 -1; wait; kill -9 1; echo still here"));
            assertThat(result.log().text()).contains("still here");
            assertThat(innocent.isAlive()).isTrue();
        } finally {
            innocent.destroyForcibly().waitFor();
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Profile.class,
            names = {"STANDARD", "UNTRUSTED"})
    void otherProcessesCannotBeSeen(Profile profile) throws Exception {
        long parent = ProcessHandle.current().pid();
        String seen = output(
                profile,
                "cat /proc/[0-9]*/cmdline | tr '\\0' ' '; echo; for f in environ mem maps root/etc/shadow; do"
                        + " cat /proc/" + parent
                        + "/$f 2>/dev/null && echo lea''ked; done; ls -d /proc/[0-9]*; exit 0");
        assertThat(seen).doesNotContain("java", "leaked", "/proc/" + parent + "\n", "guardian");
        assertThat(output(profile, "cat /proc/1/environ | wc -c").strip()).isEqualTo("0");
    }

    @ParameterizedTest
    @EnumSource(
            value = Profile.class,
            names = {"STANDARD", "UNTRUSTED"})
    void thereAreNoPrivilegesAndNoneCanBeGained(Profile profile) throws Exception {
        Required.root();
        Path programs = Files.createDirectory(temporary.resolve("programs"));
        Path setuid = Files.copy(Path.of("/bin/grep").toRealPath(), programs.resolve("grep"));
        Files.setAttribute(setuid, "unix:mode", 0104755);
        Files.setAttribute(programs, "unix:mode", 040755);
        require(profile);
        String script = "%s -E '^(CapInh|CapPrm|CapEff|CapAmb|NoNewPrivs|Uid)' /proc/self/status";
        String user = profile == Profile.UNTRUSTED ? "65534" : "0";
        for (String program : new String[] {"grep", setuid.toString(), "./grep"}) {
            var result = succeed(
                    sh(profile, script.formatted(program)).input("grep", setuid).writable(programs));
            assertThat(result.log().text().replace("\t", " "))
                    .as(program)
                    .isEqualTo("Uid: %1$s %1$s %1$s %1$s\n".formatted(user)
                            + "CapInh: 0000000000000000\nCapPrm: 0000000000000000\nCapEff: 0000000000000000\n"
                            + "CapAmb: 0000000000000000\nNoNewPrivs: 1\n");
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Profile.class,
            names = {"STANDARD", "UNTRUSTED"})
    void theSystemCannotBeChanged(Profile profile) throws Exception {
        String made = "made-" + ProcessHandle.current().pid(); // a name that nobody else has
        String script = "n=" + made + "; for f in /etc/$n /usr/$n /usr/bin/$n /$n /proc/sys/kernel/core_pattern"
                + " /proc/sysrq-trigger /sys/kernel/uevent_helper /sys/fs/cgroup/$n /root/$n /var/$n /dev/vda /dev/sda"
                + " /dev/mem " + state + "/$n " + temporary + "/../$n; do"
                + " [ -w $f ] && echo \"$f can be written\"; d=${f%/*};"
                + " case $f in */$n) (>$f) 2>/dev/null && [ \"$d\" != /tmp ] && echo \"$f was made\";; esac; done; exit 0";
        // What can be made in the private folder for temporary files, above the sandbox's own, is not the system's.
        assertThat(output(profile, script).lines()).allMatch(line -> line.contains("/tmp/"));
        assertThat(state.resolve(made)).doesNotExist();
        assertThat(temporary.resolve("..").resolve(made)).doesNotExist();
    }

    @ParameterizedTest
    @EnumSource(
            value = Profile.class,
            names = {"STANDARD", "UNTRUSTED"})
    void aCommandCannotLeaveItsControlGroup(Profile profile) throws Exception {
        Required.groups(sandbox);
        assertThat(output(
                        profile,
                        "for f in $(find /sys/fs/cgroup -name cgroup.procs -o -name tasks 2>/dev/null | head -n 500); do"
                                + " (echo $$ >$f) 2>/dev/null && echo \"moved to $f\"; done; exit 0"))
                .isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            value = Profile.class,
            names = {"STANDARD", "UNTRUSTED"})
    void nothingCanBeMounted(Profile profile) throws Exception {
        Required.program("mount");
        String script = "mount -t tmpfs none /tmp; code=$?; grep -c ' /tmp ' /proc/self/mounts; exit $code";
        // Behind the filter the program dies of its call, and the shell says by what code.
        boolean filtered = profile == Profile.UNTRUSTED;
        var failure = fail(sh(profile, script), filtered ? FailureKind.SANDBOX_VIOLATION : FailureKind.NONZERO_EXIT);
        // The private folder itself; a mount that was made would be another.
        assertThat(failure.result().log().text())
                .contains(filtered ? "Bad system call" : "denied")
                .endsWith("1\n");
    }

    @Test
    void anUntrustedCommandHasNoNetworkAndAStandardOneHas() throws Exception {
        require(Profile.UNTRUSTED);
        Required.program("bash");
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String connect = "exec 3<>/dev/tcp/127.0.0.1/" + server.getLocalPort();
            succeed(command(Profile.STANDARD, "bash", "-c", connect));
            server.setSoTimeout((int) LONGEST.toMillis());
            server.accept().close();
            fail(command(Profile.UNTRUSTED, "bash", "-c", connect), FailureKind.NONZERO_EXIT);
            server.setSoTimeout(1);
            assertThatThrownBy(server::accept).isInstanceOf(SocketTimeoutException.class);
        }
        assertThat(output(Profile.UNTRUSTED, "tail -n +3 /proc/net/dev | cut -d: -f1 | tr -d ' '")
                        .strip())
                .isEqualTo("lo");
    }

    @Test
    void anUntrustedCommandCannotReachAnAbstractSocket() throws Exception {
        require(Profile.UNTRUSTED);
        String name = "\\0hostile-" + ProcessHandle.current().pid();
        var listener = start(perl(
                Profile.TRUSTED,
                "use Socket; socket(S, AF_UNIX, SOCK_STREAM, 0) or die; bind(S, pack_sockaddr_un(\"" + name
                        + "\")) or die $!; listen(S, 9) or die; open(F, '>', 'up'); sleep 1000"));
        Path up = workFolder().resolve("up");
        await().atMost(LONGEST).until(() -> Files.exists(up));
        String connect = "use Socket; socket(S, AF_UNIX, SOCK_STREAM, 0) or die; connect(S, pack_sockaddr_un(\"" + name
                + "\")) or die $!; print 'connected'";
        assertThat(succeed(perl(Profile.STANDARD, connect)).log().text()).isEqualTo("connected\n");
        var failure = fail(perl(Profile.UNTRUSTED, connect), FailureKind.NONZERO_EXIT);
        assertThat(failure).hasMessageContaining("Connection refused");
        listener.cancel();
    }

    @ParameterizedTest
    @CsvSource({
        "ptrace, 101",
        "mount, 165",
        "umount2, 166",
        "pivot_root, 155",
        "chroot, 161",
        "reboot, 169",
        "bpf, 321",
        "init_module, 175",
        "kexec_load, 246",
        "add_key, 248",
        "keyctl, 250",
        "open_by_handle_at, 304",
        "setns, 308",
        "process_vm_readv, 310",
        "move_mount, 429",
        "fsopen, 430",
        "swapon, 167",
        "an x32 call, 1073741863"
    })
    void aForbiddenSystemCallEndsTheProcess(String name, int number) throws Exception {
        require(Profile.UNTRUSTED);
        var failure = fail(
                perl(Profile.UNTRUSTED, "syscall(" + number + ", 0, 0, 0, 0, 0); print 'survived'"),
                FailureKind.SANDBOX_VIOLATION);
        assertThat(failure.result().exit()).as(name).isEqualTo(new Exit.Signalled(Exit.Signalled.SIGSYS));
        assertThat(failure).hasMessageContaining("was ended by signal 31");
    }

    @ParameterizedTest
    @CsvSource({
        // What a program may try to see whether it is there: EPERM is 1, ENOSYS is 38.
        "unshare, '272, 0x10000000', 1",
        "'clone into a new user namespace', '56, 0x10000011, 0, 0, 0, 0', 1",
        "userfaultfd, '323, 0', 1",
        "perf_event_open, '298, 0, 0, -1, -1, 0', 1",
        "a socket to the kernel's cryptography, '41, 38, 5, 0', 1",
        "io_uring_setup, '425, 1, 0', 38",
        "clone3, '435, 0, 0', 38",
        "'a call that is newer than the filter', '9999, 0', 38",
        "'TIOCSTI', '16, 0, 0x5412, 0', 1"
    })
    void aRefusedSystemCallFails(String name, String call, int expected) throws Exception {
        require(Profile.UNTRUSTED);
        var result = succeed(
                perl(Profile.UNTRUSTED, "my $r = syscall(" + call + "); print $r, ' ', $! + 0, \"\\n\"; exit 0"));
        assertThat(result.log().text()).as(name).isEqualTo("-1 " + expected + "\n");
    }

    @Test
    void anUntrustedCommandCanMakeNoNamespace() throws Exception {
        require(Profile.UNTRUSTED);
        Required.program("unshare");
        var failure = fail(command(Profile.UNTRUSTED, "unshare", "-Ur", "true"), FailureKind.NONZERO_EXIT);
        assertThat(failure).hasMessageContaining("Operation not permitted");
    }

    @Test
    void aStandardCommandCannotTraceItsParent() throws Exception {
        require(Profile.STANDARD);
        long parent = ProcessHandle.current().pid();
        var result = succeed(
                perl(Profile.STANDARD, "print syscall(101, 16, " + parent + ", 0, 0), ' ', $! + 0, \"\\n\"; exit 0"));
        assertThat(result.log().text()).as("no such process").isEqualTo("-1 3\n");
    }

    @Test
    void anUntrustedCommandReadsNothingOfTheSystemButItsPrograms() throws Exception {
        Path mine = Files.writeString(temporary.resolve("mine"), "private");
        String home = System.getProperty("user.home");
        String seen = output(
                Profile.UNTRUSTED,
                "for f in /etc/shadow /etc/passwd /etc/hostname " + home
                        + " /home /root /var /sys /boot /opt /srv /mnt " + mine + " " + state
                        + "/lock /run/docker.sock /run/dbus; do [ -e $f ] && echo $f; done; ls -A /");
        assertThat(seen.lines())
                .doesNotContain("/etc/shadow", "/etc/passwd", home, mine.toString())
                .allMatch(
                        line -> line.matches("bin|dev|etc|lib(32|64|x32)?|proc|run|sbin|tmp|usr"), "of the root only");
    }

    @ParameterizedTest
    @EnumSource(
            value = Profile.class,
            names = {"STANDARD", "UNTRUSTED"})
    void theFoldersOfOtherCommandsCannotBeSeen(Profile profile) throws Exception {
        require(profile);
        var other =
                start(sh(Profile.TRUSTED, "echo private >file; exec sleep 1000").grace(Duration.ZERO));
        Path file = workFolder().resolve("file");
        await().atMost(LONGEST).until(() -> Files.exists(file) && Files.size(file) > 0);
        String seen =
                output(profile, "cat " + file + " 2>/dev/null; find " + state + " -path '*/work' -o -type f; pwd");
        assertThat(seen).doesNotContain("private", file.toString());
        assertThat(seen.lines().distinct()).as("its own work folder").hasSize(1);
        other.cancel();
    }
}
