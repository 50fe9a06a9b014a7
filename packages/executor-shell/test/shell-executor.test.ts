import { hash } from "node:crypto";
import { appendFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { ShellExecutor } from "@tierkreis/executor-shell";
import { prepareTask, temporaryFolder, writeTree } from "../../../scripts/testing/prepare-task.ts";

const exampleWorkers = join(import.meta.dirname, "..", "..", "..", "example_workers");

/** Bytes that quoting, encoding or a terminal could change. */
const hostileBytes = Buffer.concat([
  Buffer.from(`é "q" 'p' $(x) \`y\` \\ %s\n\r\n\n`),
  Buffer.from([0, 255, 254, 10]),
]);

it("runs the script of the notebook as it is", async () => {
  const executor = new ShellExecutor({ registry: exampleWorkers });
  const task = prepareTask({
    worker: "openssl_worker",
    task: "genrsa",
    inputs: { numbits: "1024", passphrase: "dummypassphrase" },
    outputs: ["private_key", "public_key"],
    folder: temporaryFolder("tierkreis-"), // its paths are not quoted
  });
  await executor.check(task.site);
  expect(await executor.run(task.call, task.context)).toMatchObject({ status: "ok" });
  expect(task.output("private_key")).toContain("PRIVATE KEY");
  expect(task.output("public_key")).toContain("PUBLIC KEY");
});

it("moves any bytes from input to output, whatever the folders are called", async () => {
  const registry = writeTree({ "w é 'q' $(x)/main.sh": 'cat "$input_a_file" > "$output_b_file"' });
  const task = prepareTask({ worker: "w é 'q' $(x)", inputs: { a: hostileBytes }, outputs: ["b"] });
  const executor = new ShellExecutor({ registry });
  await executor.check(task.site);
  expect(await executor.run(task.call, task.context)).toMatchObject({ status: "ok" });
  expect(readFileSync(join(task.workspace.outputDir, "b"))).toEqual(hostileBytes);
});

it.each([
  ["main.sh without run bit and first line", { "w/main.sh": "echo hello" }, false],
  ["main.sh with a first line and no run bit", { "w/main.sh": "#!/bin/sh\necho hello" }, false],
  ["main.sh with both", { "w/main.sh": "#!/bin/sh\necho hello" }, true],
  ["main.sh in another language", { "w/main.sh": "#!/usr/bin/env python3\nprint('hello')" }, true],
  ["main.sh in the folder that Python's generator makes", { "w/tkr_w_impl/main.sh": "echo hello" }, false],
  ["a file of the worker's name", { w: "#!/bin/sh\necho hello" }, true],
  ["a file of the worker's name without run bit", { w: "echo hello" }, false],
])("starts %s", async (_, files, executable) => {
  const executor = new ShellExecutor({ registry: writeTree(files, { executable }) });
  const task = prepareTask({ worker: "w" });
  await executor.check(task.site);
  expect(await executor.run(task.call, task.context)).toMatchObject({ status: "ok" });
  expect(task.log()).toBe("hello\n");
});

it("gives the script the call-args file as its one argument", async () => {
  const registry = writeTree({ "w/main.sh": 'printf "%s:%s" "$#" "$1" > "$output_value_file"' });
  const task = prepareTask({ worker: "w", outputs: ["value"] });
  await new ShellExecutor({ registry }).run(task.call, task.context);
  expect(task.output("value")).toBe(`1:${task.workspace.callArgs}`);
});

it("puts standard output and error into the task's log, in order", async () => {
  const registry = writeTree({ "w/main.sh": "echo one; echo two >&2; echo three" });
  const task = prepareTask({ worker: "w" });
  task.context.log("before");
  await new ShellExecutor({ registry }).run(task.call, task.context);
  expect(task.log()).toBe("before\none\ntwo\nthree\n");
});

it("looks at PATH only when asked to", async () => {
  const bin = writeTree({ "tkr-echoer": "#!/bin/sh\necho from PATH", both: "#!/bin/sh\necho from PATH" });
  const registry = writeTree({ "both/main.sh": "echo from registry" });
  const { PATH } = process.env;
  process.env["PATH"] = `${bin}:${PATH ?? ""}`;
  try {
    const output = async (worker: string, path: "first" | "last") => {
      const task = prepareTask({ worker });
      await new ShellExecutor({ registry, path }).run(task.call, task.context);
      return task.log();
    };
    expect(await output("echoer", "last")).toBe("from PATH\n");
    expect(await output("both", "last")).toBe("from registry\n");
    expect(await output("both", "first")).toBe("from PATH\n");
    const never = new ShellExecutor({ registry });
    const check = never.check(prepareTask({ worker: "echoer" }).site);
    await expect(check).rejects.toMatchObject({ code: "TKR_WORKER_UNKNOWN" });
  } finally {
    process.env["PATH"] = PATH;
  }
});

it("runs in the scratch folder, or in the worker's", async () => {
  const registry = writeTree({ "w/main.sh": 'pwd > "$output_value_file"' });
  const scratch = prepareTask({ worker: "w", outputs: ["value"] });
  await new ShellExecutor({ registry }).run(scratch.call, scratch.context);
  expect(scratch.output("value")).toBe(`${scratch.workspace.scratch}\n`);
  const worker = prepareTask({ worker: "w", outputs: ["value"] });
  await new ShellExecutor({ registry, cwd: "worker" }).run(worker.call, worker.context);
  expect(worker.output("value")).toBe(`${join(registry, "w")}\n`);
});

it("finds its registry also after the working directory has changed", async () => {
  const registry = writeTree({ "relative/w/main.sh": "echo hello" });
  const before = process.cwd();
  process.chdir(registry);
  const executor = new ShellExecutor({ registry: "relative" });
  process.chdir(before);
  const task = prepareTask({ worker: "w" });
  expect(await executor.run(task.call, task.context)).toMatchObject({ status: "ok" });
});

it("names the option that is wrong", () => {
  const wrong: unknown = { registry: "w", path: "always", exportValue: true };
  expect(() => new ShellExecutor(wrong as { registry: string })).toThrow(/(?=.*exportValue)(?=.*path)/s);
});

it("tells the command line and the digest of the script that it started, also when that has changed since", async () => {
  const registry = writeTree({ "w/main.sh": 'printf 1 > "$output_value_file"' });
  const executor = new ShellExecutor({ registry });
  const perform = async () => {
    const task = prepareTask({ worker: "w", outputs: ["value"] });
    const { details, ...end } = await executor.run(task.call, task.context);
    expect(details).toMatchObject({ command: expect.arrayContaining([file, task.workspace.callArgs]) });
    return { ...end, digest: (details as { readonly environment: string }).environment };
  };
  const file = join(registry, "w", "main.sh");
  const digest = () => hash("sha256", readFileSync(file));
  const first = digest();
  expect(await perform()).toEqual({ status: "ok", digest: first });
  appendFileSync(file, "; exit 3");
  expect(digest()).not.toBe(first);
  expect(await perform()).toEqual({ status: "exit", exitCode: 3, digest: digest() });
});
