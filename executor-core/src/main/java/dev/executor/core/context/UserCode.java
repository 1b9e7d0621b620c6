// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.context;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells the log what user code threw, without ever throwing itself: a logger reads an exception by methods that are
/// user code, too, and a task must end whatever they do.
public final class UserCode {
    private static final Logger log = LoggerFactory.getLogger(UserCode.class);

    private UserCode() {}

    /// Makes a log call.
    ///
    /// @param thrown what it tells
    /// @param call the log call
    public static void tell(Throwable thrown, Runnable call) {
        try {
            call.run();
        } catch (Throwable e) {
            tellWithout(thrown, e);
        }
    }

    private static void tellWithout(Throwable thrown, Throwable byLogger) {
        try {
            log.warn(
                    "{} could not be logged: the logger threw {}",
                    thrown.getClass().getName(),
                    byLogger.getClass().getName());
        } catch (Throwable e) {
            // The logger throws whatever it is given. There is nobody left to tell, and the engine goes on.
        }
    }
}
