import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Json, TaskContext, Workspace } from "@tierkreis/core";
import { afterEach, expect, it } from "vitest";
import { reattachProgram, runProgram, sharedSpawner } from "../src/index.ts";
import { env, findMarked, makeSpawner, read, tempFolder, until } from "./support.ts";

const inherited = { ...process.env };
afterEach(() => {
  for (const name of Object.keys(process.env))
    if (!(name in inherited)) Reflect.deleteProperty(process.env, name);
  Object.assign(process.env, inherited);
});

/** A task's context over a real folder. */
function makeContext(signal = new AbortController().signal) {
  const dir = tempFolder();
  const [scratch, outputDir] = [join(dir, "scratch"), join(dir, "outputs")];
  const workspace: Workspace = {
    dir,
    callArgs: join(dir, "definition"),
    inputs: {},
    outputs: { value: join(outputDir, "value") },
    outputDir,
    log: join(dir, "log"),
    donePath: join(dir, "_done"),
    errorPath: join(dir, "errors"),
    scratch,
    checkpoints: join(dir, "checkpoints"),
  };
  const handles: Json[] = [];
  const context: TaskContext = {
    run: "run",
    location: "-.N1",
    attempt: 1,
    signal,
    log: () => undefined,
    input: () => {
      throw new Error("not in process");
    },
    output: () => {
      throw new Error("not in process");
    },
    workspace: () => {
      for (const folder of [scratch, outputDir]) mkdirSync(folder, { recursive: true });
      return Promise.resolve(workspace);
    },
    saveHandle: (handle) => {
      handles.push(handle);
      return Promise.resolve();
    },
  };
  return { context, workspace, handles };
}

const script = (text: string) => ({ file: "/bin/sh", args: ["-c", text], env });

it("runs a program in the scratch folder with its output in the log, and is ok on status 0", async () => {
  const { context, workspace, handles } = makeContext();
  writeFileSync(workspace.log, "before\n");
  expect(await runProgram(makeSpawner(), context, script("pwd; echo err >&2"))).toEqual({ status: "ok" });
  expect(read(workspace.log)).toBe(`before\n${workspace.scratch}\nerr\n`);
  expect(handles).toEqual([]);
});

it("takes another working directory, a file for standard input and one for standard output", async () => {
  const { context, workspace } = makeContext();
  const [cwd, stdin] = [tempFolder(), join(workspace.dir, "in")];
  writeFileSync(stdin, "input");
  const stdout = workspace.outputs["value"] ?? "";
  const program = { ...script("cat; pwd >&2"), cwd, stdin, stdout };
  expect(await runProgram(makeSpawner(), context, program)).toEqual({ status: "ok" });
  expect([read(stdout), read(workspace.log)]).toEqual(["input", `${cwd}\n`]);
});

it("does not mind a filter that stops reading early", async () => {
  const { context, workspace } = makeContext();
  const stdin = join(workspace.dir, "in");
  writeFileSync(stdin, Buffer.alloc(2_000_000));
  const stdout = join(workspace.dir, "out");
  const program = { file: "head", args: ["-c", "1"], env, stdin, stdout };
  expect(await runProgram(makeSpawner(), context, program)).toEqual({ status: "ok" });
});

it("adds to this process's environment, removes from it, and sets an absolute TKR_DIR", async () => {
  const { context, workspace } = makeContext();
  const shown = async (more: Record<string, string | undefined>) => {
    writeFileSync(workspace.log, "");
    const program = { file: "/usr/bin/env", args: [], env: { ...env, ...more } };
    expect(await runProgram(makeSpawner(), context, program)).toEqual({ status: "ok" });
    return new Map(
      read(workspace.log)
        .split("\n")
        .map((line) => [line.split("=")[0], line.slice(line.indexOf("=") + 1)]),
    );
  };
  delete process.env["TKR_DIR"];
  process.env["FROM_CALLER"] = "kept";
  const first = await shown({ ADDED: "a b" });
  expect([first.get("FROM_CALLER"), first.get("ADDED"), first.get("TKR_DIR")]).toEqual([
    "kept",
    "a b",
    workspace.checkpoints,
  ]);
  process.env["TKR_DIR"] = "relative";
  process.env["FROM_CALLER"] = "changed since the helper was started";
  const second = await shown({});
  expect([second.get("FROM_CALLER"), second.get("TKR_DIR")]).toEqual([
    process.env["FROM_CALLER"],
    workspace.checkpoints,
  ]);
  process.env["TKR_DIR"] = "/of/the/caller";
  expect((await shown({})).get("TKR_DIR")).toBe("/of/the/caller");
  const last = await shown({ TKR_DIR: "/of/the/executor", FROM_CALLER: undefined });
  expect([last.get("TKR_DIR"), last.has("FROM_CALLER")]).toEqual(["/of/the/executor", false]);
});

it("tells the exit status, and the signal that ended the program", async () => {
  const spawner = makeSpawner();
  expect(await runProgram(spawner, makeContext().context, script("exit 3"))).toEqual({
    status: "exit",
    exitCode: 3,
  });
  expect(await runProgram(spawner, makeContext().context, script("exit 200"))).toEqual({
    status: "exit",
    exitCode: 200,
  });
  expect(await runProgram(spawner, makeContext().context, script("kill -9 $$"))).toEqual({
    status: "signal",
    signal: "SIGKILL",
  });
});

it("says which program could not be started, and why", async () => {
  const folder = tempFolder();
  const spawner = makeSpawner();
  const file = join(folder, "program");
  const failure = async (program: { file: string; args?: string[]; cwd?: string }) => {
    const end = await runProgram(spawner, makeContext().context, { args: [], env, ...program });
    return end.status === "error" ? end.error : undefined;
  };
  const notStarted = (errno: string, message: string): unknown =>
    expect.objectContaining({
      code: "TKR_PROGRAM_NOT_STARTED",
      message,
      details: expect.objectContaining({ errno }) as object,
    });
  expect(await failure({ file })).toEqual(
    notStarted(
      "ENOENT",
      `[process] The program ${file} could not be started: there is no such file (ENOENT).`,
    ),
  );
  expect(await failure({ file: "no-such-program" })).toEqual(
    notStarted(
      "ENOENT",
      "[process] The program no-such-program could not be started: there is no program of this name on PATH (ENOENT).",
    ),
  );
  expect(await failure({ file: "true", cwd: join(folder, "gone") })).toEqual(
    notStarted(
      "ENOENT",
      `[process] The program true could not be started: the working directory ${folder}/gone does not exist (ENOENT).`,
    ),
  );
  writeFileSync(file, "#!/no/such/interpreter -x\r\n");
  expect(await failure({ file })).toEqual(
    notStarted(
      "EACCES",
      `[process] The program ${file} could not be started: it may not be executed; chmod +x makes it so (EACCES).`,
    ),
  );
  writeFileSync(`${file}2`, "#!/bin/sh\r\n", { mode: 0o755 });
  expect(await failure({ file: `${file}2` })).toEqual(
    notStarted(
      "ENOENT",
      `[process] The program ${file}2 could not be started: the interpreter that its first line names, "#!/bin/sh\\r", does not exist (ENOENT).`,
    ),
  );
  expect((await failure({ file: "true", args: ["x".repeat(3_000_000)] }))?.message).toMatch(
    /longer than the system takes \(E2BIG\)/,
  );
});

it("ends the program with its children when the task is aborted", async () => {
  const controller = new AbortController();
  const { context } = makeContext(controller.signal);
  const end = runProgram(makeSpawner(), context, script("setsid sleep 60 & sleep 61 & wait"));
  await until(
    "its children run",
    () => findMarked().filter(({ command }) => command.startsWith("sleep")).length === 2,
  );
  controller.abort();
  expect(await end).toEqual({ status: "signal", signal: "SIGTERM" });
  expect(findMarked()).toEqual([]);
});

it("starts nothing for a task that is aborted already", async () => {
  const { context, workspace } = makeContext(AbortSignal.abort());
  const end = await runProgram(makeSpawner(), context, script("echo ran"));
  expect(end).toMatchObject({ status: "error", error: { code: "TKR_CANCELLED" } });
  expect(existsSync(workspace.log)).toBe(false);
});

it("saves a handle before it starts a program that may survive, and reattaches by it", async () => {
  const spawner = makeSpawner({ survive: true });
  const { context, workspace, handles } = makeContext();
  const end = runProgram(spawner, context, script("sleep 0.3; exit 8"));
  await until("it is saved", () => handles.length === 1);
  expect(handles).toEqual([{ record: join(workspace.dir, "process.jsonl") }]);
  await until("it is recorded", () => existsSync(join(workspace.dir, "process.jsonl")));
  expect(await reattachProgram(handles[0], context)).toEqual({ status: "exit", exitCode: 8 });
  expect(await end).toEqual({ status: "exit", exitCode: 8 });
  expect(await reattachProgram(handles[0], context)).toEqual({ status: "exit", exitCode: 8 });
});

it("ends a program it has reattached to when the task is aborted", async () => {
  const controller = new AbortController();
  const spawner = makeSpawner({ survive: true });
  const { context, handles, workspace } = makeContext();
  const end = runProgram(spawner, context, script("sleep 60"));
  await until("it runs", () => existsSync(join(workspace.dir, "process.jsonl")) && findMarked().length > 0);
  const reattached = reattachProgram(handles[0], { ...context, signal: controller.signal });
  await sleep(50);
  controller.abort();
  expect(await reattached).toEqual({ status: "signal", signal: "SIGTERM" });
  expect(await end).toEqual({ status: "signal", signal: "SIGTERM" });
});

it("calls a task lost when its handle leads nowhere", async () => {
  const { context, workspace } = makeContext();
  expect(await reattachProgram({ record: join(workspace.dir, "gone") }, context)).toEqual({
    status: "lost",
    reason: "it was never started, or ended soon without a record",
  });
  await expect(reattachProgram({ job: 7 }, context)).rejects.toMatchObject({
    code: "TKR_EXECUTOR_FAULT",
    message: expect.stringContaining('{"job":7}'),
  });
});

it("shares one spawner of each kind", () => {
  expect(sharedSpawner()).toBe(sharedSpawner({ survive: false }));
  expect(sharedSpawner({ survive: true }).survive).toBe(true);
});
