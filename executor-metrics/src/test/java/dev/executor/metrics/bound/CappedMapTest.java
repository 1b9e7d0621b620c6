// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.metrics.bound;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;

class CappedMapTest {
    private static Map<String, String> all(CappedMap<String> map) {
        var all = new LinkedHashMap<String, String>();
        map.forEach(all::put);
        return all;
    }

    @Test
    void theFirstNamesAreToldApartAndTheRestIsOne() {
        var map = new CappedMap<>(2, name -> "for " + name);
        assertThat(map.get("b")).isEqualTo("for b");
        assertThat(map.get("a")).isEqualTo("for a");
        assertThat(map.get("c")).isEqualTo("for other").isSameAs(map.get("d"));
        assertThat(map.get("b")).isEqualTo("for b");
        assertThat(all(map).keySet()).containsExactly("a", "b", "other");
    }

    @Test
    void aNameThatIsTheRestsOwnDoesNotTakeAPlace() {
        var map = new CappedMap<>(1, name -> "for " + name);
        assertThat(map.get("other")).isEqualTo("for other");
        assertThat(map.get("a")).isEqualTo("for a");
        assertThat(map.get("b")).isEqualTo("for other");
    }

    @Test
    void threadsThatComeWithNewNamesAtOnceAgreeAndKeepTheBound() throws Exception {
        var made = new AtomicInteger();
        var map = new CappedMap<>(50, _ -> {
            made.incrementAndGet();
            return new LongAdder();
        });
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < 8; i++) {
            threads.add(Thread.ofVirtual().start(() -> {
                for (int name = 0; name < 1_000; name++) {
                    map.get("n" + name % 200).increment();
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        var sum = new LongAdder();
        map.forEach((_, count) -> sum.add(count.sum()));
        assertThat(sum.sum()).isEqualTo(8_000);
        assertThat(made).hasValue(51);
    }
}
