// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PoolSnapshotTest {
    private static Settings<PoolSnapshotBuilder, PoolSnapshot> figures() {
        return Settings.of(() -> PoolSnapshot.builder("p"), PoolSnapshotBuilder::build)
                .with("pool", PoolSnapshot::pool, "other", _ -> PoolSnapshot.builder("other"))
                .with("state", PoolSnapshot::state, PoolState.DRAINING, made -> made.state(PoolState.DRAINING))
                .with("LOW", of -> of.queue().byPriority().get(Priority.LOW), 1, made -> made.queued(Priority.LOW, 1))
                .with(
                        "NORMAL",
                        of -> of.queue().byPriority().get(Priority.NORMAL),
                        2,
                        made -> made.queued(Priority.NORMAL, 2))
                .with(
                        "HIGH",
                        of -> of.queue().byPriority().get(Priority.HIGH),
                        3,
                        made -> made.queued(Priority.HIGH, 3))
                .with(
                        "CRITICAL",
                        of -> of.queue().byPriority().get(Priority.CRITICAL),
                        4,
                        made -> made.queued(Priority.CRITICAL, 4))
                .with("live", of -> of.tasks().live(), 5, made -> made.live(5))
                .with("bound", of -> of.tasks().bound(), 6, made -> made.bound(6))
                .with("delayed", of -> of.tasks().delayed(), 7, made -> made.delayed(7))
                .with("stopping", of -> of.tasks().stopping(), 8, made -> made.stopping(8))
                .with("stuck", of -> of.tasks().stuck(), 9, made -> made.stuck(9))
                .with("taken", of -> of.permits().taken(), 10, made -> made.permitsTaken(10))
                .with("limit", of -> of.permits().limit(), 11, made -> made.permitLimit(11))
                .with("accepted", of -> of.submissions().accepted(), 12L, made -> made.accepted(12))
                .with("refused", of -> of.submissions().refused(), 13L, made -> made.refused(13))
                .with("succeeded", of -> of.outcomes().succeeded(), 14L, made -> made.succeeded(14))
                .with("failed", of -> of.outcomes().failed(), 15L, made -> made.failed(15))
                .with("timedOut", of -> of.outcomes().timedOut(), 16L, made -> made.timedOut(16))
                .with("cancelled", of -> of.outcomes().cancelled(), 17L, made -> made.cancelled(17))
                .with("shed", of -> of.outcomes().shed(), 18L, made -> made.shed(18))
                .with("scheduled", of -> of.retries().scheduled(), 19L, made -> made.retriesScheduled(19))
                .with("denied", of -> of.retries().denied(), 20L, made -> made.retriesDenied(20))
                .with("droppedEvents", of -> of.listeners().droppedEvents(), 21L, made -> made.droppedEvents(21))
                .with("errors", of -> of.listeners().errors(), 22L, made -> made.listenerErrors(22))
                .with("threadsStarted", PoolSnapshot::threadsStarted, 23L, made -> made.threadsStarted(23));
    }

    /// The builder sets the name first, as that makes a new one.
    @Test
    void eachFigureLandsInItsOwnAccessor() {
        var snapshot = figures().full();
        figures().areAllIn(snapshot);
        assertThat(PoolSnapshot.builder("p").build())
                .isEqualTo(PoolSnapshot.builder("p").build());
    }

    @Test
    void theListOfFiguresIsComplete() {
        long groups = Arrays.stream(PoolSnapshot.class.getDeclaredClasses())
                .filter(Class::isInterface)
                .flatMap(group -> Stream.of(group.getDeclaredMethods()))
                .filter(method -> !method.isDefault())
                .map(Method::getName)
                .distinct()
                .count();
        assertThat(groups).as("figures in groups, the queue's as one").isEqualTo(19);
        assertThat(PoolSnapshot.Figures.class.getRecordComponents()).hasSize(22);
    }

    @Test
    void twoAreEqualIfAllFiguresAre() {
        figures().makeUpEquality();
    }

    @Test
    void itPrintsEveryFigure() {
        figures().arePrinted();
        assertThat(figures().full().toString()).startsWith("PoolSnapshot[pool=other, state=DRAINING, ");
    }

    @Test
    void theSumsCountEachFigureOnce() {
        var snapshot = figures().full();
        assertThat(snapshot.queue().size()).isEqualTo(1 + 2 + 3 + 4);
        assertThat(snapshot.outcomes().total()).isEqualTo(14 + 15 + 16 + 17 + 18);
    }

    @Test
    void anEmptySnapshotIsOfAnOpenPoolAndHasEveryPriority() {
        var snapshot = PoolSnapshot.builder("p").build();
        assertThat(snapshot.state()).isEqualTo(PoolState.OPEN);
        assertThat(snapshot.queue().byPriority())
                .containsOnlyKeys(Priority.values())
                .isUnmodifiable();
        assertThat(snapshot.queue().size()).isZero();
        assertThat(snapshot.outcomes().total()).isZero();
    }

    @Test
    void aBuilderThatGoesOnChangesNoSnapshotThatItHasMade() {
        var builder = PoolSnapshot.builder("p");
        var snapshot = builder.build();
        builder.queued(Priority.LOW, 7).live(7);
        assertThat(snapshot.queue().size()).isZero();
        assertThat(snapshot.tasks().live()).isZero();
    }
}
