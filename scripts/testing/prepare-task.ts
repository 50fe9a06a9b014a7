import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";

/** Folder names that a program must survive: every workspace of these tests has one. */
const hostile = `tierkreis é 'q' "d" $(x) \`y\`\n& `;

/** A task for an executor, as a test wants it. */
export interface TaskSpec {
  readonly worker: string;
  /** @default "run" */
  readonly task?: string;
  /** Port to value. */
  readonly inputs?: Readonly<Record<string, string | Uint8Array>>;
  readonly outputs?: readonly string[];
  /** The attempt's folder. @default a new one with a name that is hard to quote */
  readonly folder?: string;
}

/** Tens of thousands of files take their time to go. */
const REMOVAL_MS = 120_000;

/** A new empty folder, gone after the test. */
export function temporaryFolder(name = hostile): string {
  const folder = mkdtempSync(join(tmpdir(), name));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }), REMOVAL_MS);
  return folder;
}

/** Writes a tree of files: those that end in `.sh`, or begin with `#!`, can be executed unless `executable` is false. */
export function writeTree(
  files: Readonly<Record<string, string>>,
  { executable = true, at = temporaryFolder() } = {},
): string {
  for (const [name, text] of Object.entries(files)) {
    const path = join(at, name);
    mkdirSync(join(path, ".."), { recursive: true });
    writeFileSync(path, text, {
      mode: executable && (name.endsWith(".sh") || text.startsWith("#!")) ? 0o755 : 0o644,
    });
  }
  return at;
}

/**
 * A call and a context for `Executor.run`, over a folder laid out as the engine does it, and what the test reads
 * afterwards. It stands in for the engine, with none of its checks.
 */
export function prepareTask({
  worker,
  task = "run",
  inputs = {},
  outputs = [],
  folder = temporaryFolder(),
}: TaskSpec) {
  const controller = new AbortController();
  const call = { worker, task, inputs: Object.keys(inputs), outputs, types: { inputs: {}, outputs: {} } };
  const workspace = layOut(folder, call, inputs);
  return {
    call,
    site: { ...call, location: "-.N3" },
    workspace,
    abort: () => controller.abort(),
    context: {
      run: "00000000-0000-0000-0000-000000000069",
      location: "-.N3",
      attempt: 1,
      signal: controller.signal,
      log: (text: string) => appendFileSync(workspace.log, text.endsWith("\n") ? text : `${text}\n`),
      input: inProcessOnly,
      output: inProcessOnly,
      workspace: () => Promise.resolve(workspace),
      saveHandle: () => Promise.resolve(),
    },
    output: (port: string) => readFileSync(join(workspace.outputDir, port), "utf8"),
    log: () => readFileSync(workspace.log, { encoding: "utf8", flag: "a+" }),
  };
}

function layOut(
  dir: string,
  call: { task: string; outputs: readonly string[] },
  inputs: NonNullable<TaskSpec["inputs"]>,
) {
  const files = Object.entries(inputs).map(([port, value]) => {
    const file = join(dir, "inputs", port);
    mkdirSync(join(dir, "inputs"), { recursive: true });
    writeFileSync(file, value);
    return [port, file] as const;
  });
  const outputDir = join(dir, "outputs");
  const scratch = join(dir, "scratch");
  for (const made of [outputDir, scratch]) mkdirSync(made, { recursive: true });
  const named = call.outputs.filter((port) => port !== "*");
  const workspace = {
    dir,
    callArgs: join(dir, "definition"),
    inputs: Object.fromEntries(files),
    outputs: Object.fromEntries(named.map((port) => [port, join(outputDir, port)])),
    outputDir,
    log: join(dir, "logs"),
    donePath: join(dir, "_worker_done"),
    errorPath: join(dir, "errors"),
    scratch,
    checkpoints: dir,
  };
  const callArgs = {
    function_name: call.task,
    inputs: workspace.inputs,
    outputs: workspace.outputs,
    output_dir: outputDir,
    done_path: workspace.donePath,
    error_path: workspace.errorPath,
    logs_path: workspace.log,
  };
  writeFileSync(workspace.callArgs, JSON.stringify(callArgs));
  return workspace;
}

function inProcessOnly(): never {
  throw new Error("Programs read and write files, not ports.");
}
