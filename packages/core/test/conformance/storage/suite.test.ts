import { existsSync } from "node:fs";
import { expect, it } from "vitest";
import { defineStorage } from "@tierkreis/core";
import { storageSuite, type ConformanceTest } from "@tierkreis/core/conformance";
import { memoryStorage } from "../../../../../scripts/testing/memory-storage.ts";
import { makeStorage } from "./table-storage.ts";

const named = (tests: readonly ConformanceTest[], name: string): ConformanceTest =>
  tests.find((test) => test.name === name)!;

const ofTwoProcesses = "create: has one winner among 48 racers in four processes";

it("says which capability a skipped test needs, by what the runner gives", async () => {
  const skipped: string[] = [];
  const test = named(storageSuite(memoryStorage), ofTwoProcesses);
  await test.run({ skip: (reason) => void skipped.push(reason) });
  expect(skipped).toEqual(["The storage does not declare `persistent`."]);
  await test.run();
  await test.run({});
});

it("asks for the module when other processes have to open the storage", async () => {
  await expect(named(storageSuite(makeStorage), ofTwoProcesses).run()).rejects.toThrow(
    /Give the suite the module that exports makeStorage/,
  );
});

it("says so when the module exports no makeStorage", async () => {
  const tests = storageSuite(makeStorage, {
    module: import.meta.url.replace("suite.test.ts", "broken/broken.ts"),
  });
  await expect(named(tests, ofTwoProcesses).run()).rejects.toThrow(/to export a function `makeStorage`/);
});

it("removes the place and closes every handle, also after a failure", async () => {
  const places: string[] = [];
  let open = 0;
  const tests = storageSuite((place) => {
    places.push(place);
    open += 1;
    return defineStorage({ ...memoryStorage(), name: "", close: async () => void (open -= 1) });
  });
  const [first] = tests;
  await expect(first!.run()).rejects.toThrow(/the name is empty/);
  expect(places.filter((place) => existsSync(place))).toEqual([]);
  expect(open).toBe(0);
});

it("has tests without a parameter of their own, for which some runners would wait", () => {
  expect(storageSuite(memoryStorage).filter(({ run }) => run.length > 0)).toEqual([]);
});
