// Promise: as faults/countdown.test.ts, of what a real system refuses: a disk that is full or turns read-only, a process that may
// open no more files.
// How: disks in memory with just so many names or pages, one that is remounted, and a process with a low limit that takes all its
// files at once; for some sizes and operations here, for all by `pnpm test:chaos`. Mounting takes Linux and root.
// Can not show: disks that lie about what they wrote.
import { expect, it, vi } from "vitest";
import { sample } from "../sample.ts";
import { mayMount } from "./real-disk.ts";

vi.setConfig({ testTimeout: 300_000 });

it.runIf(mayMount())("says that the disk is full or read-only, harms nothing, goes on", async () => {
  const { failures, points } = await sample("disk");
  expect(failures).toEqual([]);
  expect(points).toBeGreaterThan(3);
});

it("says that there are too many open files, harms nothing, goes on", async () => {
  const { failures, points } = await sample("descriptors");
  expect(failures).toEqual([]);
  expect(points).toBeGreaterThan(1);
});
