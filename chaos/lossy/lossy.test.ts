// Promise: after a power loss a run goes on to the right outputs, whatever of what was not synced is lost or reordered. No task runs
// again whose record and outputs are there; none that was reported done, where each record reaches the disk.
// How: a disk in memory whose changes survive a crash in any selection, or a first part of them. Each seed plays up to three power losses
// of one run, some of them after its user began it anew with another input. 300 seeds here, 10,000 by `pnpm test:chaos`.
// Can not show: values that are torn, which no storage may show. The trace of a loop can lose iterations where nothing is synced:
// `traces` counts that. A storage that can not sync (`durable: false`) may bring back a run that was begun anew.
import { expect, it, vi } from "vitest";
import { sample } from "../sample.ts";
import { Tally } from "../world/tally.ts";
import { Play } from "./play.ts";

vi.setConfig({ testTimeout: 300_000 });

it("gives no wrong output and repeats nothing that survived", async () => {
  const { failures, seeds, points } = await sample("lossy");
  expect(failures).toEqual([]);
  expect(seeds).toBe(300);
  expect(points).toBeGreaterThan(200);
});

it("plays a seed the same way each time", async () => {
  for (const seed of [3, 14, 15]) {
    const [first, second] = [new Play(seed, new Tally()), new Play(seed, new Tally())];
    await first.play();
    await second.play();
    expect(second.story).toEqual(first.story);
    expect(first.story.length).toBeGreaterThan(3);
  }
});
