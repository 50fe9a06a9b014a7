import { expect, it } from "vitest";
import { executorSuite, writeShellProbes } from "@tierkreis/core/conformance";
import { brokenExecutors } from "./broken/index.ts";
import { makeExecutor } from "./make-surviving.ts";

/** Far more than these small tasks take. Those of a dead controller need another process first. */
const patienceFor = (group: string): number => (group === "reattach" ? 10_000 : 2500);

const suite = executorSuite(makeExecutor);
const groups = [...new Set(suite.map(({ group }) => group))];

it.concurrent.each(Object.entries(brokenExecutors))(
  "finds an executor that %s",
  async (_, { group, make, module = "" }) => {
    const tests = executorSuite(
      (place) => {
        writeShellProbes(place);
        return make(place);
      },
      { patience: patienceFor(group), module: new URL(`./make-surviving.ts${module}`, import.meta.url) },
    ).filter((test) => test.group === group);
    expect(await firstFailure(tests)).toBeDefined();
  },
  120_000,
);

it("has a broken executor for every group", () => {
  const killing = new Set(Object.values(brokenExecutors).map(({ group }) => group));
  expect(groups.filter((group) => !killing.has(group))).toEqual([]);
});

it("has tests of different names", () => {
  const names = suite.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
});

/** The words of the first test that fails. */
async function firstFailure(
  tests: readonly { readonly run: () => Promise<void> }[],
): Promise<string | undefined> {
  for (const { run } of tests) {
    try {
      await run();
    } catch (error) {
      return String(error);
    }
  }
  return undefined;
}
