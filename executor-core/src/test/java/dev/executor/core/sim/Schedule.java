// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.sim;

import java.util.ArrayList;

/// The threads that could run, and which of them runs next.
final class Schedule {
    private final ArrayList<SimThread> ready = new ArrayList<>();
    private final SimRandom choices;
    private final boolean ranked;

    /// @param ranked whether the thread of the highest rank is taken, instead of any. Ranks are drawn at the
    ///     start of a thread and now and then again, so that one thread is kept from running for long while the
    ///     others go on: the idea of Burckhardt and others, A Randomized Scheduler with Probabilistic Guarantees,
    ///     ASPLOS 2010
    Schedule(SimRandom choices, boolean ranked) {
        this.choices = choices;
        this.ranked = ranked;
    }

    void add(SimThread thread) {
        ready.add(thread);
    }

    boolean isEmpty() {
        return ready.isEmpty();
    }

    int size() {
        return ready.size();
    }

    SimThread take() {
        int chosen = ranked ? highestRank() : choices.below(ready.size());
        var thread = ready.get(chosen);
        ready.set(chosen, ready.getLast());
        ready.removeLast();
        return thread;
    }

    private int highestRank() {
        int best = 0;
        for (int i = 1; i < ready.size(); i++) {
            if (ready.get(i).rank > ready.get(best).rank) {
                best = i;
            }
        }
        if (choices.oneIn(12)) {
            int changed = choices.oneIn(2) ? best : choices.below(ready.size());
            ready.get(changed).rank = choices.nextLong();
        }
        return best;
    }
}
