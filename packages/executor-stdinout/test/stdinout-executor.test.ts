import { hash } from "node:crypto";
import { closeSync, ftruncateSync, openSync, readFileSync, statSync, writeSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { StdInOutExecutor } from "@tierkreis/executor-stdinout";
import { prepareTask, writeTree } from "../../../scripts/testing/prepare-task.ts";

/** Bytes that quoting, encoding or a terminal could change. */
const hostileBytes = Buffer.concat([
  Buffer.from(`é "q" 'p' $(x) \`y\` \\ %s\n\r\n\n`),
  Buffer.from([0, 255, 254, 10]),
]);

/** A task as `script(name, input)` makes it. */
const scriptTask = (worker: string, input: string | Uint8Array) =>
  prepareTask({ worker, task: "exec_script", inputs: { input }, outputs: ["value"] });

it("runs the notebook's second graph: tee, found on PATH", async () => {
  const task = scriptTask("tee", "dummymessage");
  const executor = new StdInOutExecutor();
  await executor.check(task.site);
  expect(await executor.run(task.call, task.context)).toMatchObject({ status: "ok" });
  expect(task.output("value")).toBe("dummymessage");
  expect(task.log()).toBe("");
});

it("moves any bytes, whatever the folders are called", async () => {
  const task = scriptTask("tee", hostileBytes);
  await new StdInOutExecutor().run(task.call, task.context);
  expect(readFileSync(join(task.workspace.outputDir, "value"))).toEqual(hostileBytes);
});

it("takes any names for its two ports", async () => {
  const task = prepareTask({ worker: "cat", inputs: { "a-b": "1" }, outputs: ["value-0"] });
  const executor = new StdInOutExecutor();
  await executor.check(task.site);
  await executor.run(task.call, task.context);
  expect(task.output("value-0")).toBe("1");
});

it.each([
  ["a file", { own_filter: "#!/bin/sh\ntr a-z A-Z" }, true],
  ["a file without run bit and first line", { own_filter: "tr a-z A-Z" }, false],
  ["a folder with main.sh", { "own_filter/main.sh": "tr a-z A-Z" }, false],
])("finds %s in the registry", async (_, files, executable) => {
  const executor = new StdInOutExecutor({ registry: writeTree(files, { executable }) });
  const task = scriptTask("own_filter", "hello");
  await executor.check(task.site);
  expect(await executor.run(task.call, task.context)).toMatchObject({ status: "ok" });
  expect(task.output("value")).toBe("HELLO");
});

it("takes a program on PATH before one in the registry", async () => {
  const executor = new StdInOutExecutor({ registry: writeTree({ cat: "#!/bin/sh\necho from registry" }) });
  const task = scriptTask("cat", "from PATH");
  await executor.run(task.call, task.context);
  expect(task.output("value")).toBe("from PATH");
});

it("puts standard error into the log, and nothing else", async () => {
  const registry = writeTree({ "own_filter/main.sh": "echo words >&2; cat; echo more >&2" });
  const task = scriptTask("own_filter", "value");
  await new StdInOutExecutor({ registry }).run(task.call, task.context);
  expect([task.log(), task.output("value")]).toEqual(["words\nmore\n", "value"]);
});

it("does not mind a filter that stops reading early, of an input that fits in no memory", async () => {
  const task = scriptTask("own_filter", "x");
  const input = task.workspace.inputs["input"] ?? "";
  const file = openSync(input, "r+");
  ftruncateSync(file, 3_000_000_000);
  writeSync(file, "end", 2_999_999_997);
  closeSync(file);
  const registry = writeTree({ "own_filter/main.sh": "head -c 1; tail -c 3" });
  expect(await new StdInOutExecutor({ registry }).run(task.call, task.context)).toMatchObject({
    status: "ok",
  });
  expect(task.output("value")).toBe("xend");
});

it("takes a large output without holding it", async () => {
  const registry = writeTree({ "own_filter/main.sh": "head -c 200000000 /dev/zero" });
  const task = scriptTask("own_filter", "");
  const before = process.memoryUsage.rss();
  expect(await new StdInOutExecutor({ registry }).run(task.call, task.context)).toMatchObject({
    status: "ok",
  });
  expect(process.memoryUsage.rss() - before).toBeLessThan(100_000_000);
  expect(statSync(join(task.workspace.outputDir, "value")).size).toBe(200_000_000);
});

it("passes this process's variables and its own", async () => {
  const registry = writeTree({ "own_filter/main.sh": 'printf "%s" "$own" "$TKR_DIR"' });
  const task = scriptTask("own_filter", "");
  await new StdInOutExecutor({ registry, env: { own: "line\nline:" } }).run(task.call, task.context);
  expect(task.output("value")).toBe(`line\nline:${task.workspace.checkpoints}`);
});

it("finds its registry also after the working directory has changed", async () => {
  const folder = writeTree({ "relative/own_filter/main.sh": "pwd" });
  const before = process.cwd();
  process.chdir(folder);
  const executor = new StdInOutExecutor({ registry: "relative" });
  process.chdir(before);
  const task = scriptTask("own_filter", "");
  expect(await executor.run(task.call, task.context)).toMatchObject({ status: "ok" });
  expect(task.output("value")).toBe(`${task.workspace.scratch}\n`);
});

it("never writes over a file that is there", async () => {
  const task = scriptTask("cat", "new");
  const first = await new StdInOutExecutor().run(task.call, task.context);
  const second = await new StdInOutExecutor().run(task.call, task.context);
  expect([first.status, second.status]).toEqual(["ok", "error"]);
  expect(task.output("value")).toBe("new");
});

it("names the option that is wrong", () => {
  const wrong: unknown = { registries: "w" };
  expect(() => new StdInOutExecutor(wrong as object)).toThrow(/registries/);
});

it("tells the digest of the program that it started", async () => {
  const registry = writeTree({ "echoes/main.sh": "cat" });
  const executor = new StdInOutExecutor({ registry });
  const task = scriptTask("echoes", "x");
  const environment = hash("sha256", readFileSync(join(registry, "echoes", "main.sh")));
  expect(await executor.run(task.call, task.context)).toMatchObject({
    status: "ok",
    details: { environment, command: expect.arrayContaining([join(registry, "echoes", "main.sh")]) },
  });
});
