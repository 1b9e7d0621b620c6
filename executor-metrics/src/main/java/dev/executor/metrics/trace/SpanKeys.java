// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.metrics.trace;

import io.opentelemetry.api.common.AttributeKey;

/// The keys of spans' attributes. Those with a semantic convention have its name.
final class SpanKeys {
    static final AttributeKey<String> POOL = AttributeKey.stringKey("executor.pool");
    static final AttributeKey<String> TASK_ID = AttributeKey.stringKey("executor.task.id");
    static final AttributeKey<String> TASK_NAME = AttributeKey.stringKey("executor.task.name");
    static final AttributeKey<String> TENANT = AttributeKey.stringKey("executor.tenant");
    static final AttributeKey<String> PRIORITY = AttributeKey.stringKey("executor.priority");
    static final AttributeKey<String> OUTCOME = AttributeKey.stringKey("executor.outcome");
    static final AttributeKey<String> CANCEL_REASON = AttributeKey.stringKey("executor.cancel.reason");
    static final AttributeKey<Long> ATTEMPT = AttributeKey.longKey("executor.attempt");
    static final AttributeKey<Long> ATTEMPTS = AttributeKey.longKey("executor.attempts");
    static final AttributeKey<Double> QUEUE_MILLIS = AttributeKey.doubleKey("executor.queue.time_ms");
    static final AttributeKey<Long> DELAY_MILLIS = AttributeKey.longKey("executor.retry.delay_ms");
    static final AttributeKey<Long> SINCE_MILLIS = AttributeKey.longKey("executor.stuck.since_ms");
    static final AttributeKey<String> TIMEOUT_KIND = AttributeKey.stringKey("executor.timeout.kind");
    static final AttributeKey<Long> LIMIT_MILLIS = AttributeKey.longKey("executor.timeout.limit_ms");
    static final AttributeKey<String> PROFILE = AttributeKey.stringKey("executor.sandbox.profile");
    static final AttributeKey<String> SECRET_NAME = AttributeKey.stringKey("executor.secret.name");
    static final AttributeKey<String> ARTIFACT_PATH = AttributeKey.stringKey("executor.artifact.path");
    static final AttributeKey<Long> ARTIFACT_SIZE = AttributeKey.longKey("executor.artifact.size");
    static final AttributeKey<Long> SIGNAL = AttributeKey.longKey("executor.process.signal");
    static final AttributeKey<String> LIMIT = AttributeKey.stringKey("executor.process.limit");
    static final AttributeKey<Long> PEAK_MEMORY = AttributeKey.longKey("executor.process.memory.peak");
    static final AttributeKey<Long> EXIT_CODE = AttributeKey.longKey("process.exit.code");
    static final AttributeKey<String> ERROR_TYPE = AttributeKey.stringKey("error.type");
    static final AttributeKey<Boolean> UNSAMPLED = AttributeKey.booleanKey("executor.unsampled");

    private SpanKeys() {}
}
