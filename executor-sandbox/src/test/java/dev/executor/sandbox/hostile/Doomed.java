// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox.hostile;

import dev.executor.ExecutorPool;
import dev.executor.isolation.Command;
import dev.executor.isolation.LogSink;
import dev.executor.isolation.Profile;
import dev.executor.isolation.Sandbox;
import dev.executor.isolation.SandboxConfig.NativeCalls;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/// An application that is killed while it runs commands: see [OrphanTest].
final class Doomed {
    /// Processes that do not want to end, one of them in a session of its own.
    private static final String SCRIPT = """
            trap '' TERM HUP
            (setsid sh -c 'trap "" TERM HUP; sleep 1000' &)
            sleep 1000 &
            echo up
            wait""";

    private Doomed() {}

    /// @param args the state folder and whether to make native calls
    public static void main(String[] args) throws Exception {
        var sandbox = Sandbox.builder()
                .stateFolder(Path.of(args[0]))
                .nativeCalls(NativeCalls.valueOf(args[1]))
                .open();
        var pool = ExecutorPool.builder("doomed").build();
        System.out.println("OPEN");
        var up = new CountDownLatch(sandbox.capabilities().profiles().size());
        for (Profile profile : sandbox.capabilities().profiles()) {
            var command = Command.builder("sh", "-c", SCRIPT)
                    .profile(profile)
                    .log(LogSink.lines(_ -> up.countDown()))
                    .build();
            pool.submit(sandbox.task("doomed", command));
        }
        up.await();
        System.out.println("READY");
        new CountDownLatch(1).await();
    }
}
