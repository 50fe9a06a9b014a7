import { messageOf } from "@tierkreis/core";
import { afterEach, expect, it, vi } from "vitest";
import { Watch } from "../src/guard/watch.ts";

afterEach(() => {
  vi.useRealTimers();
});

it("waits once for a driver that does not answer, and hardly for what it is asked after that", async () => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
  const watch = new Watch(300_000);
  const settled: string[] = [];
  const ask = (name: string) => {
    watch
      .settle(
        () => new Promise<never>(() => undefined),
        (why) => new Error(why),
      )
      .catch((error: unknown) => settled.push(`${name} ${messageOf(error)}`));
  };
  ask("write");
  await vi.advanceTimersByTimeAsync(60_000);
  watch.hurry();
  await vi.advanceTimersByTimeAsync(14_000);
  expect(settled).toEqual([]);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(settled).toEqual(["write has still not settled 15 s after it was to end"]);
  for (const name of ["note", "release"]) {
    ask(name);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(settled.at(-1)).toMatch(new RegExp(`^${name} has still not settled`));
  }
});
