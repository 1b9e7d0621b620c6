// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// Delays in real time; see [ViewRepeatTest] for exact times.
class ViewScheduleTest extends OnARealPool {
    private final ScheduledExecutorService timed = pool.asScheduledExecutorService();

    @Test
    @SuppressWarnings("NullAway") // that null is refused is what is tested
    void nullsAreRefused() {
        Runnable nothing = () -> {};
        assertThatNullPointerException().isThrownBy(() -> timed.schedule((Runnable) null, 1, TimeUnit.SECONDS));
        assertThatNullPointerException().isThrownBy(() -> timed.schedule((Callable<?>) null, 1, TimeUnit.SECONDS));
        assertThatNullPointerException().isThrownBy(() -> timed.schedule(nothing, 1, null));
        assertThatNullPointerException().isThrownBy(() -> timed.schedule(() -> "a", 1, null));
        assertThatNullPointerException().isThrownBy(() -> timed.scheduleAtFixedRate(null, 1, 1, TimeUnit.SECONDS));
        assertThatNullPointerException().isThrownBy(() -> timed.scheduleAtFixedRate(nothing, 1, 1, null));
        assertThatNullPointerException().isThrownBy(() -> timed.scheduleWithFixedDelay(null, 1, 1, TimeUnit.SECONDS));
        assertThatNullPointerException().isThrownBy(() -> timed.scheduleWithFixedDelay(nothing, 1, 1, null));
    }

    @Test
    void aPeriodMustBePositive() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> timed.scheduleAtFixedRate(() -> {}, 1, 0, TimeUnit.SECONDS));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> timed.scheduleAtFixedRate(() -> {}, 1, -1, TimeUnit.SECONDS));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> timed.scheduleWithFixedDelay(() -> {}, 1, 0, TimeUnit.SECONDS));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> timed.scheduleWithFixedDelay(() -> {}, 1, -1, TimeUnit.SECONDS));
    }

    @Test
    void aDelayIsKept() throws Exception {
        long startNanos = System.nanoTime();
        long ranNanos =
                timed.schedule(System::nanoTime, 60, TimeUnit.MILLISECONDS).get();
        assertThat(ranNanos - startNanos).isGreaterThanOrEqualTo(60_000_000);
    }

    @Test
    void aDelayedRunnableReturnsNull() throws Exception {
        var runs = new AtomicInteger();
        ScheduledFuture<?> future = timed.schedule((Runnable) runs::incrementAndGet, 1, TimeUnit.MILLISECONDS);
        assertThat(future.get()).isNull();
        assertThat(runs).hasValue(1);
    }

    @Test
    void noDelayAndLessThanNoneRunAtOnce() throws Exception {
        assertThat(timed.schedule(() -> "none", 0, TimeUnit.DAYS).get()).isEqualTo("none");
        assertThat(timed.schedule(() -> "less", -1, TimeUnit.DAYS).get()).isEqualTo("less");
        assertThat(timed.schedule(() -> "least", Long.MIN_VALUE, TimeUnit.DAYS).get())
                .isEqualTo("least");
    }

    @Test
    void theLongestDelayDoesNotDisturbAShortOne() throws Exception {
        var longest = timed.schedule(() -> "never", Long.MAX_VALUE, TimeUnit.NANOSECONDS);
        var centuries = timed.schedule(() -> "never", Long.MAX_VALUE, TimeUnit.DAYS);
        assertThat(timed.schedule(() -> "soon", 1, TimeUnit.MILLISECONDS).get()).isEqualTo("soon");
        assertThat(longest.isDone()).isFalse();
        assertThat(centuries.isDone()).isFalse();
        assertThat(centuries.getDelay(TimeUnit.DAYS)).isGreaterThan(30_000);
        longest.cancel(true);
        centuries.cancel(true);
    }

    @Test
    void whatADelayedTaskThrowsIsTheCause() {
        var thrown = new IllegalStateException("late");
        var future = timed.schedule(
                () -> {
                    throw thrown;
                },
                1,
                TimeUnit.MILLISECONDS);
        assertThatThrownBy(future::get).isInstanceOf(ExecutionException.class).hasCause(thrown);
    }

    @Test
    void theDelayOfAFutureRunsDown() {
        var future = timed.schedule(() -> "a", 1, TimeUnit.HOURS);
        long first = future.getDelay(TimeUnit.NANOSECONDS);
        long second = future.getDelay(TimeUnit.NANOSECONDS);
        assertThat(first).isLessThanOrEqualTo(TimeUnit.HOURS.toNanos(1)).isGreaterThan(TimeUnit.MINUTES.toNanos(59));
        assertThat(second).isLessThanOrEqualTo(first);
        assertThat(future.getDelay(TimeUnit.MINUTES)).isEqualTo(59);
        future.cancel(true);
    }

    @Test
    void aDelayThatIsOverIsNotPositive() throws Exception {
        var future = timed.schedule(() -> "a", 1, TimeUnit.MILLISECONDS);
        future.get();
        assertThat(future.getDelay(TimeUnit.NANOSECONDS)).isNotPositive();
    }

    @Test
    void futuresCompareByTheirDelay() {
        var sooner = timed.schedule(() -> "a", 1, TimeUnit.HOURS);
        var later = timed.schedule(() -> "b", 2, TimeUnit.HOURS);
        assertThat(sooner.compareTo(later)).isNegative();
        assertThat(later.compareTo(sooner)).isPositive();
        var futures = new ArrayList<>(List.of(later, sooner));
        Collections.sort(futures);
        assertThat(futures).containsExactly(sooner, later);
        timed.shutdownNow();
    }

    /// As `Comparable` demands, however much time passes between two looks at the clock.
    @Test
    void aFutureComparesAsEqualToItself() {
        var future = timed.schedule(() -> "a", 1, TimeUnit.HOURS);
        for (int i = 0; i < 1_000; i++) {
            assertThat(future.compareTo(future)).isZero();
        }
        future.cancel(true);
    }

    /// Two futures that are due within nanoseconds of each other are where a second look at the clock would show.
    @Test
    void comparingTwoFuturesBothWaysGivesOppositeSigns() {
        for (int i = 0; i < 500; i++) {
            var a = timed.schedule(() -> "a", 1, TimeUnit.HOURS);
            var b = timed.schedule(() -> "b", 1, TimeUnit.HOURS);
            assertThat(Integer.signum(a.compareTo(b))).isEqualTo(-Integer.signum(b.compareTo(a)));
        }
        timed.shutdownNow();
    }

    @Test
    void aTaskCancelledBeforeItsTimeNeverRuns() throws Exception {
        var runs = new AtomicInteger();
        var future = timed.schedule(runs::incrementAndGet, 40, TimeUnit.MILLISECONDS);
        assertThat(future.cancel(false)).isTrue();
        assertThat(future.isCancelled()).isTrue();
        timed.schedule(() -> {}, 80, TimeUnit.MILLISECONDS).get();
        assertThat(runs).hasValue(0);
        assertThatThrownBy(future::get).isInstanceOf(CancellationException.class);
    }

    @Test
    void afterShutdownNothingIsScheduled() {
        timed.shutdown();
        assertThatThrownBy(() -> timed.schedule(() -> "a", 1, TimeUnit.MILLISECONDS))
                .isInstanceOf(RejectedExecutionException.class);
        assertThatThrownBy(() -> timed.scheduleAtFixedRate(() -> {}, 1, 1, TimeUnit.MILLISECONDS))
                .isInstanceOf(RejectedExecutionException.class);
        assertThatThrownBy(() -> timed.scheduleWithFixedDelay(() -> {}, 1, 1, TimeUnit.MILLISECONDS))
                .isInstanceOf(RejectedExecutionException.class);
    }

    @Test
    void aShutdownLetsDelayedTasksRun() throws Exception {
        var delayed = timed.schedule(() -> "ran", 30, TimeUnit.MILLISECONDS);
        timed.shutdown();
        assertThat(timed.isTerminated()).isFalse();
        assertThat(delayed.get()).isEqualTo("ran");
        assertThat(timed.awaitTermination(LONG_SECONDS, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void shutdownNowReturnsDelayedTasks() throws Exception {
        Future<?> delayed = timed.schedule(() -> "never", 1, TimeUnit.HOURS);
        Future<?> repeated = timed.scheduleAtFixedRate(() -> {}, 1, 1, TimeUnit.HOURS);
        assertThat(timed.shutdownNow().stream().map(Object.class::cast).toList())
                .containsExactlyInAnyOrder(delayed, repeated);
        assertThat(timed.awaitTermination(LONG_SECONDS, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void manyDelaysEndInTheirOrder() throws Exception {
        var order = Collections.synchronizedList(new ArrayList<Integer>());
        var futures = new ArrayList<Future<?>>();
        for (int i = 4; i >= 0; i--) {
            int number = i;
            futures.add(timed.schedule(() -> order.add(number), 20L + 40L * i, TimeUnit.MILLISECONDS));
        }
        for (var future : futures) {
            future.get();
        }
        assertThat(order).containsExactly(0, 1, 2, 3, 4);
    }
}
