import { createReadStream, createWriteStream, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import {
  errnoOf,
  messageOf,
  TierkreisError,
  type Storage,
  type TaskCall,
  type WorkerCall,
  type Workspace,
} from "@tierkreis/core";
import type { AttemptSpec } from "./attempt.ts";
import { isUnchanged, printOf, type FilePrint, type Held } from "./held.ts";

/** A workspace, and what the engine does with it after the task. */
export interface StagedWorkspace {
  readonly workspace: Workspace;
  /** True when the files under it are the storage's own: outputs need not be copied in. */
  readonly inPlace: boolean;
  /** The inputs that are not what they were when the task started. */
  changedInputs(): readonly string[];
  /** Removes what no one needs after the attempt. */
  clean(succeeded: boolean): void;
}

/**
 * Makes the folders and files of one attempt. Where keys are local files the workspace is the attempt's own place in the
 * storage and inputs are read where they lie; elsewhere it is a temporary folder with copies of the inputs.
 */
export async function stageWorkspace(spec: AttemptSpec): Promise<StagedWorkspace> {
  try {
    return await stage(spec);
  } catch (error) {
    const errno = errnoOf(error);
    if (TierkreisError.isInstance(error) || errno === undefined) throw error;
    const message = `The folder of an attempt at ${spec.location} could not be made: ${messageOf(error)}. Look at the disk, then run again.`;
    throw new TierkreisError("TKR_STORAGE_FAILED", message, { key: spec.prefix, errno, cause: error });
  }
}

async function stage({ storage, prefix, call, inputs }: AttemptSpec): Promise<StagedWorkspace> {
  const local = storage.localPath?.(`${prefix}definition`);
  const dir = local === undefined ? mkdtempSync(join(tmpdir(), "tierkreis-")) : dirname(local);
  const outputDir = join(dir, "outputs");
  const scratch = join(dir, "scratch");
  mkdirSync(outputDir, { recursive: true });
  mkdirSync(scratch, { recursive: true });

  const files: Record<string, string> = {};
  const prints = new Map<string, FilePrint>();
  for (const [port, held] of inputs) {
    const file =
      local === undefined ? await copyIn(held, storage, join(dir, "inputs", port)) : await held.file();
    files[port] = file.path;
    prints.set(port, file.print);
  }
  const workspace: Workspace = {
    dir,
    callArgs: join(dir, "definition"),
    inputs: files,
    outputs: Object.fromEntries(
      call.outputs.filter((port) => port !== "*").map((port) => [port, join(outputDir, port)]),
    ),
    outputDir,
    log: join(dir, "logs"),
    donePath: join(dir, "_worker_done"),
    errorPath: join(dir, "errors"),
    scratch,
    checkpoints:
      local?.endsWith(`/${prefix}definition`) === true ? local.slice(0, -`/${prefix}definition`.length) : dir,
  };
  writeCallArgs(call, workspace);
  return {
    workspace,
    inPlace: local !== undefined,
    changedInputs: () =>
      [...prints].flatMap(([port, print]) => (isUnchanged(files[port] ?? "", print) ? [] : [port])),
    clean: (succeeded) => {
      if (local === undefined) removeQuietly(dir);
      else if (succeeded) removeQuietly(scratch);
    },
  };
}

async function copyIn(
  held: Held,
  storage: Storage,
  path: string,
): Promise<{ path: string; print: FilePrint }> {
  mkdirSync(dirname(path), { recursive: true });
  await held.store();
  await pipeline(storage.readStream(held.key), createWriteStream(path));
  return { path, print: printOf(path) };
}

function writeCallArgs(call: TaskCall, workspace: Workspace): void {
  const args: WorkerCall = {
    function_name: call.task,
    inputs: workspace.inputs,
    outputs: workspace.outputs,
    output_dir: workspace.outputDir,
    done_path: workspace.donePath,
    error_path: workspace.errorPath,
    logs_path: workspace.log,
  };
  writeFileSync(workspace.callArgs, JSON.stringify(args));
}

/** A local file as a stream of pieces. */
export function readFileStream(path: string): AsyncIterable<Uint8Array> {
  return createReadStream(path, { highWaterMark: 256 * 1024 });
}

/** Removes a folder; what a program has locked stays, which changes nothing of how its task ended. */
function removeQuietly(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true });
  } catch {
    // It lies in the attempt's own folder and goes with the run.
  }
}
