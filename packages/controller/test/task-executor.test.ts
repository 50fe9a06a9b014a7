import { MultipleExecutor, RoutingExecutor, runGraph, TaskExecutor } from "@tierkreis/controller";
import type { Executor, TaskContext, TaskSite } from "@tierkreis/core";
import { expect, it } from "vitest";
import { memoryStorage } from "../../../scripts/testing/memory-storage.ts";
import { oneTask } from "./support/task-graphs.ts";
import { toyExecutor } from "./support/toy-executor.ts";

const site = (worker: string, task: string): TaskSite => ({
  worker,
  task,
  inputs: [],
  outputs: [],
  types: { inputs: {}, outputs: {} },
  location: "-.N0",
});

it.each([
  ["openssl_worker.*", "openssl_worker.genrsa", true],
  ["openssl_worker.*", "openssl_worker_2.genrsa", false],
  ["*.sign", "auth_worker.sign", true],
  ["*.sign", "a.b.sign", true],
  ["*.sign", "auth_worker.sign2", false],
  ["*", "a.b", true],
  ["a?c.x", "abc.x", true],
  ["a?c.x", "a🎉c.x", true],
  ["a?c.x", "abbc.x", false],
  ["a?x", "a.x", true],
  ["a.x", "a.x", true],
  ["a.x", "aax", false],
  ["a+(b|c)$^{2}.x", "a+(b|c)$^{2}.x", true],
  ["w.*", "w.wörk 'q' $(x)", true],
  ["W.*", "w.x", false],
  ["*a*b.c*d", "xaybab.ccd", true],
  ["*a*b.c*d", "xaybab.cdc", false],
  ["*??.x", "abc.x", true],
  ["*??.x", "a.x", false],
  ["a*a.x", "a.x", false],
  ["**.x**", "a.x", true],
  [`${"*a".repeat(30)}b`, `${"a".repeat(2000)}.c`, false],
  [`${"*a".repeat(30)}b`, `w.${"a".repeat(2000)}b`, true],
])("finds that %j and %s match: %s", (pattern, name, matches) => {
  const executor = new TaskExecutor({ [pattern]: toyExecutor("match") }, toyExecutor("default"));
  const dot = name.lastIndexOf(".");
  expect(executor.nameOf(name.slice(0, dot), name.slice(dot + 1))).toBe(matches ? "match" : "default");
});

it("takes the first pattern that matches, in the order they are written", () => {
  const [a, b] = [toyExecutor("a"), toyExecutor("b")];
  expect(new TaskExecutor({ "w.sign": a, "w.*": b }).nameOf("w", "sign")).toBe("a");
  expect(new TaskExecutor({ "*.sign": a, "w.*": b }).nameOf("w", "sign")).toBe("a");
  expect(new TaskExecutor({ "w.*": b, "*.sign": a }).nameOf("w", "sign")).toBe("b");
});

it.each([
  ["", "matches no `worker.task`"],
  ["openssl_worker", "all tasks of a worker are `worker.*`"],
  ["*.", "matches no"],
  [".", "matches no"],
  ["??", "matches no"],
  ["a/b.*", "matches no"],
  ["-x.y", "matches no"],
  ["w.[ab]", "only `*` and `?` are special"],
])("refuses the pattern %j, which can match nothing", (pattern, words) => {
  const make = () => new TaskExecutor({ [pattern]: toyExecutor("a") });
  expect(make).toThrow(TypeError);
  expect(make).toThrow(words);
});

it.each([
  ["*", "w.x"],
  ["w.*", "w.x"],
  ["w.*", "w.s*"],
  ["w.*", "w.?"],
  ["*.s*", "w.sign"],
  ["w.??", "w.a?"],
])("refuses after %j the pattern %j, which can never decide", (first, second) => {
  const make = () => new TaskExecutor({ [first]: toyExecutor("a"), [second]: toyExecutor("b") });
  expect(make).toThrow(`${JSON.stringify(first)}, which stands before it, matches all that it does`);
  expect(() => new TaskExecutor({ [second]: toyExecutor("b"), [first]: toyExecutor("a") })).not.toThrow();
});

it("compares patterns with many stars", () => {
  const [many, more] = [`${"*a".repeat(30)}b`, `${"*a".repeat(40)}c`];
  const make = (other: string) => () =>
    new TaskExecutor({ [many]: toyExecutor("a"), [other]: toyExecutor("b") });
  expect(make(more)).not.toThrow();
  expect(make(`x.${more}${many}`)).toThrow("matches all that it does");
});

it.each(["???", "*", "a*", ".*", "?.?", "a?b", "*?*"])("accepts the pattern %j", (pattern) => {
  expect(() => new TaskExecutor({ [pattern]: toyExecutor("a") })).not.toThrow();
});

it.each<[string, (none: unknown) => unknown]>([
  ['for the pattern "*"', (none) => new TaskExecutor({ "*": none as Executor })],
  ["as the default", (none) => new TaskExecutor({}, (none ?? null) as Executor)],
  ["as the default", (none) => new MultipleExecutor(none as Executor)],
  ['under "b"', (none) => new MultipleExecutor(toyExecutor("a"), { b: none as Executor })],
])("refuses what is no executor, %s", (where, make) => {
  for (const none of [undefined, null, "shell", {}, { name: "" }]) {
    const attempt = () => make(none);
    expect(attempt).toThrow(TypeError);
    expect(attempt).toThrow(`Expected an executor with a name ${where}, got `);
  }
});

it("says before a run starts that no pattern matches a task", async () => {
  const shell = toyExecutor("shell");
  const executor = new TaskExecutor({ "other.*": shell });
  await expect(runGraph(oneTask(), {}, { storage: memoryStorage(), executor })).rejects.toMatchObject({
    code: "TKR_EXECUTOR_UNKNOWN",
    message: expect.stringContaining('w.one: no pattern matches it ("other.*")'),
    details: { worker: "w", task: "one" },
  });
  expect(shell.calls).toEqual([]);
});

it("hands everything through, in another one and around another one", async () => {
  const real = toyExecutor("real", {
    nameOf: () => "real name",
    pure: (_, task) => (task === "pure" ? () => ({}) : undefined),
    reattach: (handle) => Promise.resolve({ status: "lost", reason: JSON.stringify(handle) }),
  });
  const other = toyExecutor("other");
  const context = { location: "-", output: () => ({ setValue: () => undefined }) } as unknown as TaskContext;
  const ways: readonly RoutingExecutor[] = [
    new TaskExecutor({ "w.*": new MultipleExecutor(other, { real }, { w: "real" }) }, other),
    new MultipleExecutor(other, { task: new TaskExecutor({ "*.one": real, "*.pure": real }) }, { w: "task" }),
  ];
  for (const way of ways) {
    expect(await way.run(site("w", "one"), context)).toEqual({ status: "ok" });
    await way.check(site("w", "one"));
    expect(way.nameOf("w", "one")).toBe("real name");
    expect(way.pure("w", "pure")).toBeInstanceOf(Function);
    expect(way.pure("w", "one")).toBeUndefined();
    expect(await way.reattach(7, site("w", "one"), context)).toEqual({ status: "lost", reason: "7" });
    expect(await way.reattach(7, site("v", "one"), context)).toEqual({
      status: "lost",
      reason: "the executor other can not take a task over",
    });
    expect(real.calls.splice(0)).toEqual(["run w.one", "check w.one"]);
    expect(other.calls).toEqual([]);
  }
});

it("releases each executor once, however many ways lead to it, and all of them when one fails", async () => {
  const shared = toyExecutor("shared");
  const broken = toyExecutor("broken", { release: () => Promise.reject(new Error("no")) });
  const inner = new TaskExecutor({ "w.*": shared, "*.x": broken }, shared);
  const outer = new MultipleExecutor(inner, { shared, inner }, { v: "shared", u: "inner" });
  await expect(outer.release("run")).rejects.toThrow("no");
  expect(shared.calls).toEqual(["release"]);
});

it("releases an executor that routes to itself through another", async () => {
  const leaf = toyExecutor("leaf");
  class Ring extends RoutingExecutor {
    readonly name = "ring";
    readonly others: Executor[] = [leaf];
    protected route(): Executor {
      return leaf;
    }
    protected targets(): Iterable<Executor> {
      return this.others;
    }
  }
  const [one, two] = [new Ring(), new Ring()];
  one.others.push(two);
  two.others.push(one);
  await one.release("run");
  expect(leaf.calls).toEqual(["release"]);
});

it.each([
  ["MultipleExecutor", (bad: Executor) => new MultipleExecutor(bad)],
  ["TaskExecutor", (bad: Executor) => new TaskExecutor({ "*.one": new MultipleExecutor(bad) })],
])("refuses an executor of another version inside a %s", async (_, wrap) => {
  const bad = toyExecutor("future", { specVersion: 2 as never });
  const run = runGraph(oneTask(), {}, { storage: memoryStorage(), executor: wrap(bad) });
  await expect(run).rejects.toMatchObject({
    code: "TKR_SPEC_VERSION",
    message: expect.stringContaining("The executor future speaks version 2"),
  });
  expect(bad.calls.filter((call) => call !== "release")).toEqual([]);
});

it("can what all of its executors can, and takes several ports where one of them does", () => {
  const program = toyExecutor("program", {
    capabilities: { survives: true },
    reattach: async () => ({ status: "lost", reason: "a test" }),
  });
  const narrow = toyExecutor("narrow", { capabilities: { namedPorts: false } });
  const claimed = { programs: true, namedPorts: true, numberedOutputs: true, local: true, survives: true };
  expect(new MultipleExecutor(program).capabilities).toEqual(claimed);
  const inner = new TaskExecutor({ "a.*": program }, narrow);
  const both = new MultipleExecutor(program, { inner }, { w: "inner" });
  expect(both.capabilities).toEqual({ ...claimed, survives: false });
  const none = { ...claimed, namedPorts: false, numberedOutputs: false, survives: false };
  expect(new MultipleExecutor(narrow).capabilities).toEqual(none);
});
