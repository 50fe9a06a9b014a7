// Promise: one controller a run. Of two that start it at once one owns it and the other is refused; when the owner is killed the other
// takes over at once. No task is recorded twice, none that is recorded runs again, the outputs are right.
// How: two processes race for a run and try until it is done; one is killed at a random moment. Each tells, on the machine's clock,
// when it wins and lets go an epoch of the lock. A third controller then finds everything done. 10 rounds here, 200 by
// `pnpm test:chaos`, on files and on SQLite.
// Can not show: owners on different machines, who are told apart by their signs of life only. When the kill strikes follows from
// the seed, what the processes do until then does not.
import { expect, it, vi } from "vitest";
import { sample } from "../sample.ts";

vi.setConfig({ testTimeout: 300_000 });

it("has one owner at a time, and the other takes over", async () => {
  const { failures, seeds } = await sample("two-controllers");
  expect(failures).toEqual([]);
  expect(seeds).toBe(10);
});
