// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DrainReportTest {
    private static final List<TaskId> ONE = List.of(new TaskId("t-1"));
    private static final List<TaskId> TWO = List.of(new TaskId("t-2"));

    private static Settings<DrainReport.Builder, DrainReport> parts() {
        return Settings.of(DrainReport::builder, DrainReport.Builder::build)
                .with("pool", DrainReport::pool, "p", report -> report.pool("p"))
                .with("completed", DrainReport::completed, 3L, report -> report.completed(3))
                .with("cancelled", DrainReport::cancelled, ONE, report -> report.cancelled(ONE))
                .with("cancelledCount", DrainReport::cancelledCount, 4L, report -> report.cancelledCount(4))
                .with("stuck", DrainReport::stuck, TWO, report -> report.stuck(TWO))
                .with("took", DrainReport::took, ofSeconds(5), report -> report.took(ofSeconds(5)));
    }

    @Test
    void eachPartLandsInItsOwnAccessor() {
        parts().landWhereTheyBelong();
        parts().areAll("clean");
    }

    @Test
    void twoAreEqualIfAllPartsAre() {
        parts().makeUpEquality();
    }

    @Test
    void itPrintsEveryPart() {
        parts().arePrinted();
        assertThat(parts().full().toString()).startsWith("DrainReport[");
    }

    @Test
    void itIsCleanIfNothingWasCancelledAndNothingIsStuck() {
        assertThat(DrainReport.builder().completed(3).build().clean()).isTrue();
        assertThat(DrainReport.builder().cancelledCount(1).build().clean()).isFalse();
        assertThat(DrainReport.builder().stuck(ONE).build().clean()).isFalse();
    }

    @Test
    void theListsAreCopies() {
        var ids = new ArrayList<>(ONE);
        var report = DrainReport.builder().cancelled(ids).stuck(ids).build();
        ids.clear();
        assertThat(report.cancelled()).isEqualTo(ONE);
        assertThat(report.stuck()).isEqualTo(ONE);
    }
}
