// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.isolation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ByteSizeTest {
    @Test
    void theUnitsArePowersOf1024() {
        assertThat(ByteSize.bytes(3).bytes()).isEqualTo(3);
        assertThat(ByteSize.kib(3).bytes()).isEqualTo(3 * 1024);
        assertThat(ByteSize.mib(3).bytes()).isEqualTo(3 * 1024 * 1024);
        assertThat(ByteSize.gib(3).bytes()).isEqualTo(3L * 1024 * 1024 * 1024);
        assertThat(ByteSize.ZERO.bytes()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0 B",
        "1, 1 B",
        "1023, 1023 B",
        "1024, 1 KiB",
        "1536, 1.5 KiB",
        "1048575, 1 MiB",
        "1048576, 1 MiB",
        "536870912, 512 MiB",
        "1073741824, 1 GiB",
        "1099511627776, 1 TiB",
        "1125899906842624, 1 PiB",
        "9223372036854775807, 8 EiB"
    })
    void itIsPrintedInItsLargestUnit(long bytes, String text) {
        assertThat(ByteSize.bytes(bytes)).hasToString(text);
    }

    @Test
    void itIsPrintedTheSameInEveryCountry() {
        var before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.GERMANY);
            assertThat(ByteSize.bytes(1536)).hasToString("1.5 KiB");
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void sizesAreOrdered() {
        assertThat(ByteSize.kib(1)).isLessThan(ByteSize.mib(1)).isEqualByComparingTo(ByteSize.bytes(1024));
        assertThat(ByteSize.gib(4)).isGreaterThan(ByteSize.bytes(1));
    }

    @Test
    void aSizeIsZeroOrMoreAndFitsIntoALong() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ByteSize.bytes(-1))
                .withMessage("byte size was -1; it must be zero or more");
        assertThatExceptionOfType(ArithmeticException.class).isThrownBy(() -> ByteSize.kib(Long.MAX_VALUE / 1000));
        assertThatExceptionOfType(ArithmeticException.class).isThrownBy(() -> ByteSize.mib(Long.MAX_VALUE / 1000));
        assertThatExceptionOfType(ArithmeticException.class).isThrownBy(() -> ByteSize.gib(Long.MAX_VALUE / 1000));
    }
}
