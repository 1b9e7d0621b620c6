// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.verification.planted;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder.discoveryRequest;

import dev.executor.core.sim.Patch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.platform.engine.CancellationToken;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherExecutionRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/// One run of a test class, against classes with at most one bug planted. It ends with the first test that fails, and
/// after a time limit, as a bug may make a test wait for ever.
final class TestRun implements TestExecutionListener {
    private final CancellationToken stop = CancellationToken.create();
    private final AtomicInteger passed = new AtomicInteger();
    private final List<String> failures = Collections.synchronizedList(new ArrayList<>());
    private final List<String> skipped = Collections.synchronizedList(new ArrayList<>());

    private TestRun() {}

    /// How it ended.
    ///
    /// @param passed how many tests passed
    /// @param failures the tests that did not, with the reason
    /// @param skipped why others could not run on this machine
    /// @param took how long all of it took
    record Result(int passed, List<String> failures, List<String> skipped, Duration took) {}

    /// Runs the test class in a daemon thread, which is left behind when it hangs.
    ///
    /// @param tested whose test it is
    /// @param test the binary name of the test class
    /// @param patch the bug
    /// @param limit how long it may take; longer is a failure
    static Result of(Tested tested, String test, Optional<Patch> patch, Duration limit) throws InterruptedException {
        long startNanos = System.nanoTime();
        var run = new TestRun();
        var classes = new PatchedClasses(tested.classes(), patch);
        var thread = Thread.ofPlatform().daemon().name("run of " + test).start(() -> run.run(classes, test));
        if (!thread.join(limit)) {
            run.failures.add("hung: " + test + " was not over after " + limit);
            run.stop.cancel();
            thread.interrupt();
        }
        return new Result(
                run.passed.get(),
                List.copyOf(run.failures),
                List.copyOf(run.skipped),
                Duration.ofNanos(System.nanoTime() - startNanos));
    }

    private void run(ClassLoader classes, String test) {
        Thread.currentThread().setContextClassLoader(classes);
        try {
            var config = LauncherConfig.builder()
                    .enableLauncherSessionListenerAutoRegistration(false)
                    .enableTestExecutionListenerAutoRegistration(false)
                    .enablePostDiscoveryFilterAutoRegistration(false)
                    .build();
            var request = discoveryRequest()
                    .selectors(selectClass(classes.loadClass(test)))
                    .build();
            LauncherFactory.create(config)
                    .execute(LauncherExecutionRequestBuilder.request(request)
                            .listeners(this)
                            .cancellationToken(stop)
                            .build());
        } catch (Throwable e) { // a class that cannot be loaded or discovered with the bug in it
            failures.add(test + " could not be run: " + e);
        }
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        String reason = result.getThrowable().map(Throwable::toString).orElse("");
        switch (result.getStatus()) {
            case SUCCESSFUL -> passed.addAndGet(test.isTest() ? 1 : 0);
            case ABORTED -> skipped.add(reason);
            case FAILED -> {
                failures.add(test.getDisplayName() + ": " + reason);
                stop.cancel();
            }
        }
    }
}
