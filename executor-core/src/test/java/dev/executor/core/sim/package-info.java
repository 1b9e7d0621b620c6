// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0

/// The whole engine in simulated worlds: real virtual threads, run one at a time in an order drawn from a seed, in
/// virtual time, with faults. A seed that fails fails again in the same way.
///
/// [dev.executor.core.sim.SimHost] is the machine, [dev.executor.core.sim.Simulation] the scenario that is played on
/// it, and [dev.executor.core.sim.SimulationTest] what runs many of them. [dev.executor.core.sim.PointWeaver] makes
/// threads switch between any two shared steps of the engine, and [dev.executor.core.sim.Patch] plants bugs that must
/// be found.
///
/// What it does not see: reorderings of the memory model (one real thread runs everything), and the engine's
/// real host.
package dev.executor.core.sim;
