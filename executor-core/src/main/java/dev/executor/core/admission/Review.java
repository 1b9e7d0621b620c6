// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.admission;

import dev.executor.PoolView;
import dev.executor.Rejection;
import dev.executor.Task;
import dev.executor.core.context.UserCode;
import dev.executor.spi.AdmissionPolicy;
import dev.executor.spi.FailureText;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Asks the policies of a pool, in order; the first that refuses decides. Thread-safe.
final class Review {
    private static final Logger log = LoggerFactory.getLogger(Review.class);

    private final List<AdmissionPolicy> policies;
    private final PoolView view;

    Review(List<AdmissionPolicy> policies, PoolView view) {
        this.policies = policies;
        this.view = view;
    }

    /// {@return why the task is refused; null if no policy refuses it}
    @Nullable
    Rejection refusal(Task<?> task) {
        for (AdmissionPolicy policy : policies) {
            try {
                var rejection = policy.review(task, view);
                if (rejection.isPresent()) {
                    return rejection.get();
                }
            } catch (Throwable e) { // a policy that throws refuses the task
                UserCode.tell(
                        e,
                        () -> log.warn(
                                "an admission policy of pool '{}' threw; the task is refused",
                                view.name(),
                                FailureText.printable(e)));
                return new Rejection.Denied(
                        policy.getClass().getSimpleName(), "it threw " + FailureText.of(e), Optional.empty());
            }
        }
        return null;
    }
}
