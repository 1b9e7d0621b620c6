// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class TaskTypeTest {
    private static final TaskType<String, Integer> TYPE = TaskType.of("count", String.class, Integer.class);

    @Test
    void itHasWhatItWasMadeOf() {
        assertThat(TYPE.name()).isEqualTo("count");
        assertThat(TYPE.payloadClass()).isEqualTo(String.class);
        assertThat(TYPE.resultClass()).isEqualTo(Integer.class);
        assertThat(TYPE).hasToString("TaskType[count]");
    }

    @Test
    void itMakesATaskThatIsNamedAfterIt() {
        var task = TYPE.with("words");
        assertThat(task.name()).isEqualTo("count");
        assertThat(task.work()).isEqualTo(new Work.Portable<>(TYPE, "words"));
        assertThat(task.isolator()).isEmpty();
    }

    @Test
    void twoAreEqualIfNameAndClassesAre() {
        var same = TaskType.of("count", String.class, Integer.class);
        assertThat(TYPE).isEqualTo(same).hasSameHashCodeAs(same);
        assertThat(TYPE)
                .isNotEqualTo(TaskType.of("other", String.class, Integer.class))
                .isNotEqualTo(TaskType.of("count", Object.class, Integer.class))
                .isNotEqualTo(TaskType.of("count", String.class, Long.class));
    }

    @Test
    void itHasANameAndNoPrimitiveClass() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TaskType.of("", String.class, Integer.class))
                .withMessage("task type was blank; give it at least one visible character");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TaskType.of("count", int.class, Integer.class))
                .withMessage("payloadClass of task type 'count' was int; give a class, such as Integer for int");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TaskType.of("count", String.class, int.class))
                .withMessage("resultClass of task type 'count' was int; give a class, such as Integer for int");
    }

    @Test
    @SuppressWarnings({"unchecked", "rawtypes"})
    void aPayloadIsOfThePayloadClass() {
        assertThatExceptionOfType(ClassCastException.class)
                .isThrownBy(() -> new Work.Portable(TYPE, 7))
                .withMessage("payload of TaskType[count] was a java.lang.Integer; it must be a java.lang.String");
    }

    @Test
    void workIsDescribedWithoutItsPayload() {
        assertThat(Work.describe(new Work.Portable<>(TYPE, "secret"))).isEqualTo("work of type 'count'");
        assertThat(new Work.Portable<>(TYPE, "secret")).hasToString("work of type 'count'");
        assertThat(Work.describe((TaskBody<Integer>) _ -> 1)).isEqualTo("an inline body");
    }
}
