// Promise: whatever operation of the storage fails, with whatever errno, the run ends with an error that names it, nothing that is
// recorded is harmed, and once the cause is cured the run goes on: to the right outputs, without running recorded tasks again.
// How: the n-th operation fails, or all from the n-th on, of a run that begins or one that goes on (here for some n,
// `pnpm test:chaos` until no operation is left). The records are read without the engine when the fault comes, and after it.
// Can not show: what a real disk does (faults/real-disk.test.ts), and operations that fail after they had their effect, which
// the contract of storages forbids.
import { expect, it, vi } from "vitest";
import { sample } from "../sample.ts";

vi.setConfig({ testTimeout: 300_000 });

it.each(["faults-memory", "faults-files", "faults-sqlite"])(
  "says what failed, harms nothing and goes on when it is cured: %s",
  async (name) => {
    const { failures, points } = await sample(name);
    expect(failures).toEqual([]);
    expect(points).toBeGreaterThan(10);
  },
);
