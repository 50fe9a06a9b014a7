import { rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { defineTask } from "@tierkreis/core";
import { implement, InlineExecutor } from "@tierkreis/executor-inline";
import { expect, it } from "vitest";
import { z } from "zod";
import { writeTree } from "../../../scripts/testing/prepare-task.ts";
import { prepare, registryOf } from "./support/prepare.ts";

/** The head of a worker's module: `count` and `upper` are tasks of `text`. */
const head = `import { defineTask } from "@tierkreis/core";
import { implement } from "@tierkreis/executor-inline";
import { z } from "zod";
const inputs = { text: z.string() };
const count = defineTask({ worker: "text", name: "count", inputs, outputs: z.int() });
const upper = defineTask({ worker: "text", name: "upper", inputs, outputs: z.string() });
`;
const main = `${head}export const counts = implement(count, ({ text }: { text: string }) => text.length);\n`;

const count = defineTask({ worker: "text", name: "count", inputs: { text: z.string() }, outputs: z.int() });
const upper = defineTask({
  worker: "text",
  name: "upper",
  inputs: { text: z.string() },
  outputs: z.string(),
});

async function runCount(executor: InlineExecutor, run = "run"): Promise<unknown> {
  const task = prepare(count, { text: "four" }, { run });
  await executor.check(task.site);
  expect(await executor.run(task.call, task.context)).toEqual({ status: "ok" });
  return task.output("value");
}

it.each(["main.ts", "main.mts", "main.js", "main.mjs", "tkr_text_impl/main.ts"])(
  "finds %s of a worker",
  async (file) => {
    const text = file.endsWith("ts") ? main : main.replace(": { text: string }", "");
    expect(await runCount(new InlineExecutor({ registry: registryOf({ [`text/${file}`]: text }) }))).toBe(4);
  },
);

it("looks through registries in order, and among tasks given in code first", async () => {
  const first = registryOf({ "other/main.ts": "" });
  const second = registryOf({ "text/main.ts": main });
  const registry = [first, second];
  expect(await runCount(new InlineExecutor({ registry }))).toBe(4);
  expect(await runCount(new InlineExecutor({ registry, tasks: [implement(count, () => 99)] }))).toBe(99);
  expect(await runCount(new InlineExecutor({ registry, tasks: [implement(upper, () => "")] }))).toBe(4);
});

it.each([
  [
    "named exports",
    "export const a = implement(count, () => 1);\nexport const b = implement(upper, () => 'x');",
  ],
  ["a default list", "export default [implement(count, () => 1), implement(upper, () => 'x')];"],
  [
    "both, with the same twice and other things",
    "export const a = implement(count, () => 1);\nexport const n = 1, f = () => 1, none = null;\nexport default [a, implement(upper, () => 'x')];",
  ],
])("takes %s", async (_, text) => {
  const executor = new InlineExecutor({ registry: registryOf({ "text/main.ts": `${head}${text}` }) });
  expect(await runCount(executor)).toBe(1);
  const task = prepare(upper, { text: "" });
  expect(await executor.run(task.call, task.context)).toEqual({ status: "ok" });
});

it("may wait at the top of its module", async () => {
  const text = `${main}await new Promise((resolve) => setTimeout(resolve, 1));`;
  expect(await runCount(new InlineExecutor({ registry: registryOf({ "text/main.ts": text }) }))).toBe(4);
});

it.each<[string, Readonly<Record<string, string>>, string, RegExp]>([
  ["no such worker", { "txt/main.ts": main }, "TKR_WORKER_UNKNOWN", /no worker text.*Did you mean txt\?/s],
  ["a folder without main.ts", { "text/main.py": "" }, "TKR_WORKER_INVALID", /there is no .*main\.ts/s],
  [
    "a single file",
    { text: main },
    "TKR_WORKER_INVALID",
    /is a file, and this executor needs a folder with main\.ts/,
  ],
  ["no export", { "text/main.ts": head }, "TKR_WORKER_INVALID", /main\.ts of worker text exports no task/],
  [
    "a task of another worker",
    { "text/main.ts": main.replace('worker: "text"', 'worker: "txt"') },
    "TKR_WORKER_INVALID",
    /exports txt\.count, a task of another worker/,
  ],
  [
    "a task twice",
    { "text/main.ts": `${main}export const b = implement(count, () => 1);` },
    "TKR_WORKER_INVALID",
    /text\.count is implemented twice/,
  ],
  [
    "another task",
    { "text/main.ts": main.replace('"count"', '"counts"') },
    "TKR_TASK_UNKNOWN",
    /no task count\. It has counts\. Did you mean counts\?/,
  ],
])("refuses a registry with %s, before anything starts", async (_, files, code, message) => {
  const executor = new InlineExecutor({ registry: registryOf(files) });
  const check = executor.check(prepare(count, { text: "" }).site);
  await expect(check).rejects.toMatchObject({
    code,
    message: expect.stringMatching(message),
    details: { worker: "text" },
  });
});

it.each<[string, string, number, string]>([
  ["does not parse", `${main}const a = ;\n`, 8, "Expression expected\n  8 | const a = ;"],
  [
    "has syntax that Node does not run",
    `${main}enum A { B }\n`,
    8,
    "Node runs TypeScript by leaving out the types",
  ],
  ["throws", `${main}throw new Error("no luck");\n`, 8, "no luck\n  8 | throw new Error"],
  ["throws in a file beside it", `import "./beside.ts";\n${main}`, 2, "beside.ts:2: no luck"],
  ["imports a file that is not there", `${main}import "./nowhere.ts";\n`, 8, "Cannot find module"],
  [
    "imports a package that is not there",
    `${main}import "no-such-package";\n`,
    8,
    "Cannot find package 'no-such-package'",
  ],
  ["imports a name that is not there", `${main}import { no } from "./beside2.ts";\n`, 8, "no"],
  [
    "declares a task wrongly",
    `${main}defineTask({ worker: "text", name: "d", inputs: { d: z.date() }, outputs: {} });\n`,
    8,
    "Date",
  ],
])("says where a module %s", async (_, text, line, words) => {
  const beside = { "text/beside.ts": '\nthrow new Error("no luck");', "text/beside2.ts": "export {};" };
  const executor = new InlineExecutor({ registry: registryOf({ "text/main.ts": text, ...beside }) });
  const check = executor.check(prepare(count, { text: "" }).site);
  const file = expect.stringMatching(/text\/(main|beside)\.ts$/);
  await expect(check).rejects.toMatchObject({
    code: "TKR_WORKER_INVALID",
    message: expect.stringMatching(new RegExp(`(main|beside)\\.ts:${line}: `)),
    details: { worker: "text", file, line },
  });
  await expect(check).rejects.toThrow(words);
  await expect(check).rejects.toThrow("So worker text can not be used.");
});

it.each([
  ["throws something strange", "throw 5;", "main.ts: 5"],
  [
    "is wrong in a way that Node tells no place of",
    `${main}const count = 1;`,
    "main.ts: Identifier 'count' has",
  ],
])("says which module %s", async (_, text, words) => {
  const executor = new InlineExecutor({ registry: registryOf({ "text/main.ts": text }) });
  await expect(executor.check(prepare(count, { text: "" }).site)).rejects.toMatchObject({
    code: "TKR_WORKER_INVALID",
    message: expect.stringContaining(words),
  });
});

it.each(["../text", "a/b", ".."])("refuses the name %j", async (worker) => {
  const { site } = prepare(count, { text: "" });
  const executor = new InlineExecutor({ registry: registryOf({ "text/main.ts": main }) });
  await expect(executor.check({ ...site, worker })).rejects.toMatchObject({ code: "TKR_WORKER_NAME" });
});

it("follows a link inside of the registry, and none out of it", async () => {
  const registry = registryOf({ "shared/main.ts": main, "inside/readme": "" });
  symlinkSync(join(registry, "shared"), join(registry, "text"));
  const executor = new InlineExecutor({ registry });
  expect(await runCount(executor)).toBe(4);
  rmSync(join(registry, "text"));
  symlinkSync(registryOf({ "main.ts": main }), join(registry, "text"));
  const { site } = prepare(count, { text: "" });
  await expect(executor.check(site)).rejects.toMatchObject({
    code: "TKR_WORKER_INVALID",
    message: expect.stringContaining("leads out of its registry"),
  });
});

it("finds its registry also after the working directory has changed", async () => {
  const registry = registryOf({ "text/main.ts": main });
  const before = process.cwd();
  process.chdir(join(registry, ".."));
  const executor = new InlineExecutor({ registry: "workers" });
  process.chdir(before);
  expect(await runCount(executor)).toBe(4);
});

/** A worker of two files, which gives `a` times `b`. */
const product = (a: number) =>
  `${head}import { b } from "./b.ts";\nexport const counts = implement(count, () => ${a} * b);\n`;

it("runs new code in the next run, whichever file has changed", async () => {
  const registry = registryOf({
    "text/main.ts": product(2),
    "text/b.ts": 'export { b } from "./lib/c.ts";',
    "text/lib/c.ts": "export const b: number = 3;",
  });
  const executor = new InlineExecutor({ registry });
  expect(await runCount(executor, "1")).toBe(6);
  writeFileSync(join(registry, "text/main.ts"), product(5));
  expect(await runCount(executor, "2")).toBe(15);
  writeFileSync(join(registry, "text/lib/c.ts"), "export const b: number = 7;");
  expect(await runCount(executor, "3")).toBe(35);
  expect(await runCount(new InlineExecutor({ registry }), "4")).toBe(35);
});

it("keeps to one version during a run", async () => {
  const registry = registryOf({ "text/main.ts": product(2), "text/b.ts": "export const b: number = 3;" });
  const executor = new InlineExecutor({ registry });
  expect(await runCount(executor, "1")).toBe(6);
  writeTree({ "text/main.ts": product(5) }, { at: registry });
  expect(await runCount(executor, "1")).toBe(6);
  await executor.release("1");
  expect(await runCount(executor, "1")).toBe(15);
});

it("imports a module once while it does not change", async () => {
  const state = "globalThis.imports = (globalThis.imports ?? 0) + 1;\n";
  const registry = registryOf({ "text/main.ts": state + main });
  for (const run of ["1", "2", "3"]) await runCount(new InlineExecutor({ registry }), run);
  expect((globalThis as { imports?: number }).imports).toBe(1);
});

it("imports a module that was mended, also when only its surroundings were", async () => {
  const registry = registryOf({ "text/main.ts": `import "./late.ts";\n${main}` });
  const executor = new InlineExecutor({ registry });
  await expect(executor.check(prepare(count, { text: "" }).site)).rejects.toThrow("late.ts");
  writeTree({ "text/late.ts": "" }, { at: registry });
  expect(await runCount(executor)).toBe(4);
});

it("shares its packages with the program", async () => {
  const registry = registryOf({ "text/main.ts": `${main}globalThis.implementOfWorker = implement;` });
  await runCount(new InlineExecutor({ registry }), "1");
  writeTree({ "text/main.ts": `\n${main}globalThis.implementOfWorker = implement;` }, { at: registry });
  await runCount(new InlineExecutor({ registry }), "2");
  const { implementOfWorker } = globalThis as { implementOfWorker?: unknown };
  expect(implementOfWorker).toBe(implement);
  expect(pathToFileURL(registry).href).not.toContain("version");
});
