// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.executor.ExecutorPool;
import dev.executor.FailureKind;
import dev.executor.OutcomeDetails;
import dev.executor.PoolConfig;
import dev.executor.Priority;
import dev.executor.Rejection;
import dev.executor.Task;
import dev.executor.TaskBody;
import dev.executor.TaskHandle;
import dev.executor.TaskOutcome;
import dev.executor.TaskType;
import dev.executor.Work;
import dev.executor.event.TaskListener;
import dev.executor.isolation.ArtifactStore;
import dev.executor.isolation.ByteSize;
import dev.executor.isolation.Command;
import dev.executor.isolation.CommandBuilder;
import dev.executor.isolation.LogSink;
import dev.executor.isolation.Profile;
import dev.executor.isolation.ResourceLimits;
import dev.executor.isolation.Sandbox;
import dev.executor.isolation.SandboxConfig;
import dev.executor.isolation.Secret;
import dev.executor.isolation.SecretSource;
import dev.executor.isolation.Stdin;
import dev.executor.policy.Backoff;
import dev.executor.policy.Jitter;
import dev.executor.policy.OverflowPolicy;
import dev.executor.policy.RetryBudget;
import dev.executor.policy.RetryPolicy;
import dev.executor.policy.StuckPolicy;
import dev.executor.policy.ThreadReuse;
import dev.executor.spi.AdmissionPolicy;
import dev.executor.spi.ContextCarrier;
import dev.executor.spi.Host;
import dev.executor.spi.Isolator;
import dev.executor.spi.PoolExtension;
import dev.executor.testing.ManualHost;
import dev.executor.testing.ManualPool;
import java.io.IOException;
import java.lang.reflect.Array;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Every parameter of what a user calls, given null: the exception names it. Found by reflection, so that a new
/// method is not forgotten.
@Timeout(60)
class NullArgumentTest {
    private final ManualPool pool = ManualPool.withConcurrency(1);
    private final TaskHandle<String> handle = pool.submit(Task.of("sample", _ -> "done"));

    /// Of each type that a method takes or belongs to. Where there are several, the first that is of the type.
    private final List<Object> samples = List.of(
            pool,
            handle,
            ExecutorPool.builder("sample"),
            ExecutorPool.builder("sample").config(),
            Task.of("sample", _ -> "done"),
            RetryPolicy.attempts(2, Backoff.none()),
            Backoff.exponential(Duration.ofSeconds(1), Duration.ofSeconds(2)),
            Backoff.fixed(Duration.ofSeconds(1)),
            OverflowPolicy.block(Duration.ofSeconds(1)),
            OverflowPolicy.reject(),
            RetryBudget.standard(),
            OutcomeDetails.of(1),
            new Rejection.Shed(Priority.LOW),
            FailureKind.EXCEPTION,
            Priority.HIGH,
            Jitter.FULL,
            StuckPolicy.REPLACE,
            ThreadReuse.FRESH,
            TaskListener.Delivery.INLINE,
            TaskOutcome.Timeout.TOTAL,
            (TaskListener) _ -> {},
            (TaskBody<String>) _ -> "done",
            (Task.Action) _ -> {},
            (AdmissionPolicy) (_, _) -> Optional.empty(),
            (ContextCarrier) () -> () -> () -> {},
            (PoolExtension) _ -> {},
            (Consumer<Object>) _ -> {},
            (Predicate<Object>) _ -> true,
            (Function<Object, Object>) _ -> Optional.empty(),
            (Supplier<Object>) () -> "done",
            Command.builder("true"),
            Command.builder("true").build(),
            TaskType.of("sample", String.class, String.class),
            new Work.Portable<>(TaskType.of("sample", String.class, String.class), "sample"),
            ResourceLimits.builder(),
            ResourceLimits.builder().build(),
            Sandbox.builder(),
            ByteSize.mib(1),
            Profile.TRUSTED,
            LogSink.discard(),
            new Stdin.Empty(),
            Secret.Delivery.FILE,
            SandboxConfig.NativeCalls.NEVER,
            (ArtifactStore) (_, _) -> URI.create("file:/sample"),
            (SecretSource) (_, _) -> new byte[1],
            Path.of("sample"),
            Isolator.inThread(),
            ManualHost.create(),
            Duration.ofSeconds(1),
            Instant.EPOCH,
            "sample",
            new IllegalStateException("sample"),
            String.class,
            List.of(),
            Map.of(),
            Set.of(),
            Optional.empty());

    @AfterEach
    void close() {
        pool.close();
    }

    private static final List<Class<?>> CALLED = List.of(
            ExecutorPool.class,
            ExecutorPool.Builder.class,
            PoolConfig.class,
            PoolConfig.Listening.class,
            Task.class,
            TaskHandle.class,
            OutcomeDetails.class,
            RetryPolicy.class,
            Backoff.class,
            Backoff.Exponential.class,
            Backoff.Fixed.class,
            OverflowPolicy.class,
            OverflowPolicy.Block.class,
            RetryBudget.class,
            TaskType.class,
            Work.class,
            Work.Portable.class,
            Command.class,
            CommandBuilder.class,
            ResourceLimits.Builder.class,
            LogSink.class,
            Sandbox.Builder.class,
            ManualPool.class,
            ManualHost.class);

    @Test
    void everyNullNamesItsParameter() throws Exception {
        var wrong = new ArrayList<String>();
        int tried = 0;
        for (var type : CALLED) {
            for (var member : membersOf(type)) {
                for (int i = 0; i < member.getParameterCount(); i++) {
                    if (member.getParameterTypes()[i].isPrimitive() || mayBeNull(member, i)) {
                        continue;
                    }
                    tried++;
                    String problem = problem(type, member, i);
                    if (problem != null) {
                        wrong.add(type.getSimpleName() + ": " + member.toGenericString() + ", parameter " + i + ": "
                                + problem);
                    }
                }
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(tried).as("parameters tried").isGreaterThan(70);
    }

    private static List<Executable> membersOf(Class<?> type) {
        return Stream.<Executable>concat(
                        Arrays.stream(type.getConstructors()), Arrays.stream(type.getDeclaredMethods()))
                .filter(member -> Modifier.isPublic(member.getModifiers()) && !member.isSynthetic())
                .filter(member -> !member.getName().equals("equals"))
                // Called by the engine, with arguments of its own.
                .filter(member -> !(member.getDeclaringClass() == ManualHost.class && isOf(member, Host.class)))
                .filter(member -> !member.getName().equals("delay"))
                .toList();
    }

    private static boolean isOf(Executable member, Class<?> type) {
        return Arrays.stream(type.getMethods())
                .anyMatch(method -> method.getName().equals(member.getName()));
    }

    private static boolean mayBeNull(Executable member, int i) {
        return member.getAnnotatedParameterTypes()[i].isAnnotationPresent(Nullable.class);
    }

    private @Nullable String problem(Class<?> type, Executable member, int nullAt) throws Exception {
        var arguments = new @Nullable Object[member.getParameterCount()];
        for (int i = 0; i < arguments.length; i++) {
            if (i != nullAt) {
                arguments[i] = sample(member.getParameterTypes()[i]);
            }
        }
        try {
            switch (member) {
                case Constructor<?> constructor -> constructor.newInstance(arguments);
                case Method method ->
                    method.invoke(Modifier.isStatic(method.getModifiers()) ? null : sample(type), arguments);
            }
            return "accepted";
        } catch (InvocationTargetException e) {
            var thrown = e.getCause();
            if (!(thrown instanceof NullPointerException)) {
                return "threw " + thrown;
            }
            var message = String.valueOf(thrown.getMessage());
            return message.matches("(pool 'sample': )?[a-z][A-Za-z]*( [a-z]+| 'sample')?")
                    ? null
                    : "the message was: " + message;
        }
    }

    private Object sample(Class<?> type) throws IOException {
        if (type == int.class) {
            return 100;
        }
        if (type == boolean.class) {
            return true;
        }
        if (type == double.class) {
            return 1.0;
        }
        if (type == long.class) {
            return 0L;
        }
        if (type.isArray()) {
            return Array.newInstance(type.getComponentType(), 0);
        }
        if (type == Collection.class) {
            return List.of();
        }
        return samples.stream()
                .filter(type::isInstance)
                .findFirst()
                .orElseThrow(() -> new AssertionError("there is no sample of " + type));
    }
}
