// Promise: a run goes on after `kill -9` of its controller, wherever that was; no task with a verified completion record runs
// again; the outputs and the trace of its loop are those of an undisturbed run; no process of it is left.
// How: a controller of its own kills itself before or after the n-th operation of its storage (here for some n, `pnpm test:chaos`
// for all). Then what is recorded is read without the engine, this process goes on with the run, twice, and the log of what
// the shell tasks did is compared with the records. Processes are found by a mark in their environment.
// Can not show: kills inside one operation of a storage (its conformance suite does), and those of the machine (lossy does).
import { expect, it, vi } from "vitest";
import { sample } from "../sample.ts";

vi.setConfig({ testTimeout: 300_000 });

it.each(["kill-files", "kill-sqlite", "survive-files", "survive-sqlite", "orphans-files", "orphans-sqlite"])(
  "goes on after its controller was killed at any operation: %s",
  async (name) => {
    const { failures, points } = await sample(name);
    expect(failures).toEqual([]);
    expect(points).toBeGreaterThan(2);
  },
);
