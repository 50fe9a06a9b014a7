import { expect, it } from "vitest";
import { storageSuite } from "@tierkreis/core/conformance";
import { brokenStorages } from "./broken/index.ts";

const groups = [...new Set(storageSuite(() => expect.fail("no storage")).map(({ group }) => group))];

it.each(Object.entries(brokenStorages))(
  "finds a storage that %s",
  async (fault, broken) => {
    const module = new URL("./broken/index.ts", import.meta.url);
    module.searchParams.set("fault", fault);
    const failures = await failuresOf(storageSuite(broken.make, { module }));
    // Another group that fails is shown with its words.
    const wanted = failures.map((failure) =>
      broken.groups.includes(failure.group) ? failure.group : failure,
    );
    expect([...new Set(wanted)].sort()).toEqual([...broken.groups].sort());
  },
  300_000,
);

it("has a broken storage for every group", () => {
  const killing = new Set(Object.values(brokenStorages).flatMap((broken) => broken.groups));
  expect(groups.filter((group) => !killing.has(group))).toEqual([]);
});

it("has tests of different names", () => {
  const names = storageSuite(() => expect.fail("no storage")).map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
});

interface Failure {
  readonly group: string;
  readonly name: string;
  readonly error: string;
}

async function failuresOf(tests: ReturnType<typeof storageSuite>): Promise<readonly Failure[]> {
  const failures: Failure[] = [];
  for (const { group, name, run } of tests) {
    try {
      await run();
    } catch (error) {
      failures.push({ group, name, error: String(error) });
    }
  }
  return failures;
}
