import {
  closeSync,
  createReadStream,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  statSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { unlink } from "node:fs/promises";
import { dirname, join } from "node:path";
import {
  errnoOf,
  messageOf,
  TierkreisError,
  type Storage,
  type TaskCall,
  type WorkerCall,
  type Workspace,
} from "@tierkreis/core";
import type { AttemptSpec } from "./attempt-spec.ts";
import { cureFor } from "./cure.ts";
import { isUnchanged, printOf, type FilePrint, type Held } from "./held.ts";
import { removeScratch, removeTree } from "./staging.ts";

/** Bytes from which a file is removed behind the back of the event loop. */
const LARGE = 16 * 1024 * 1024;

/** The worker contract's file of a call. */
export const CALL = "definition";

/** A workspace, and what the engine does with it after the task. */
export interface StagedWorkspace {
  readonly workspace: Workspace;
  /** True when the files under it are the storage's own: outputs need not be copied in. */
  readonly inPlace: boolean;
  /** The inputs that are not what they were when the task started. */
  changedInputs(): readonly string[];
  /** The sizes of the log and the outputs, as they are now. */
  sizes(): string;
  /** Removes what no one needs after the attempt. */
  clean(succeeded: boolean): Promise<void>;
}

/** Where an attempt works. */
interface Ground {
  readonly dir: string;
  /** An earlier owner prepared it, and a program may be at work in it. */
  readonly isPrepared: boolean;
  /** The storage's own folder, where the attempt works in it. */
  readonly checkpoints?: string;
}

/**
 * Makes the folders and files of one attempt. Where keys are local files the workspace is the attempt's own place in the
 * storage and inputs are read where they lie; elsewhere it is a folder of its own with copies of the inputs.
 */
export async function stageWorkspace(spec: AttemptSpec): Promise<StagedWorkspace> {
  let ground: Ground | undefined;
  try {
    ground = groundOf(spec);
    return await stage(spec, ground);
  } catch (error) {
    if (ground?.checkpoints === undefined && ground?.isPrepared === false) removeTree(ground.dir);
    const errno = errnoOf(error);
    if (TierkreisError.isInstance(error) || errno === undefined) throw error;
    const message = `The folder of an attempt at ${spec.location} could not be made: ${messageOf(error)}. ${cureFor(errno)}`;
    throw new TierkreisError("TKR_STORAGE_FAILED", message, { key: spec.prefix, errno, cause: error });
  }
}

/** In the storage where the keys below one another are files below one another; else in the run's temporary folder. */
function groundOf({ storage, prefix, staging, location, attempt, takeOver }: AttemptSpec): Ground {
  const local = storage.localPath?.(`${prefix}definition`);
  const end = `/${prefix}definition`;
  if (local?.endsWith(end) === true) {
    const isPrepared = takeOver !== undefined && existsSync(local);
    return { dir: dirname(local), isPrepared, checkpoints: local.slice(0, -end.length) };
  }
  const left = takeOver?.folder;
  // The call is written last: without it nothing was started there.
  if (left !== undefined && existsSync(join(left, CALL))) return { dir: left, isPrepared: true };
  return { dir: staging.make(location, attempt), isPrepared: false };
}

async function stage(
  { storage, prefix, call, inputs }: AttemptSpec,
  ground: Ground,
): Promise<StagedWorkspace> {
  const { dir, isPrepared, checkpoints } = ground;
  const outputDir = join(dir, "outputs");
  const scratch = join(dir, "scratch");
  const copies = join(dir, "inputs");
  mkdirSync(outputDir, { recursive: true });
  mkdirSync(scratch, { recursive: true });

  const files: Record<string, string> = {};
  const prints = new Map<string, FilePrint>();
  for (const [port, held] of inputs) {
    const file = storage.capabilities.localFiles
      ? await held.file()
      : isPrepared
        ? { path: join(copies, port), print: printOf(join(copies, port)) }
        : await copyIn(held, storage, join(copies, port));
    files[port] = file.path;
    prints.set(port, file.print);
  }
  const named = call.outputs.filter((port) => port !== "*");
  const workspace: Workspace = {
    dir,
    callArgs: join(dir, CALL),
    inputs: files,
    outputs: Object.fromEntries(named.map((port) => [port, join(outputDir, port)])),
    outputDir,
    log: join(dir, "logs"),
    donePath: join(dir, "_worker_done"),
    errorPath: join(dir, "errors"),
    scratch,
    checkpoints: checkpoints ?? dir,
  };
  if (!isPrepared) {
    const args = callArgs(call, workspace);
    writeFileSync(workspace.callArgs, args);
    // Elsewhere nothing else tells the next owner of the run that the attempt was begun.
    if (checkpoints === undefined) await storage.write(`${prefix}${CALL}`, args);
  }
  return {
    workspace,
    inPlace: checkpoints !== undefined,
    changedInputs: () =>
      [...prints].flatMap(([port, print]) => (isUnchanged(files[port] ?? "", print) ? [] : [port])),
    sizes: () => [workspace.log, ...filesIn(outputDir)].map(sizeOf).join(),
    clean: async (succeeded) => {
      if (checkpoints === undefined) {
        await removeLarge([...filesIn(copies), ...filesIn(outputDir)]);
        removeTree(dir);
      } else if (succeeded) {
        removeScratch(scratch);
      }
    },
  };
}

/** A large file takes the system its time: 0.1 s for 1 GB, in which other tasks go on. */
async function removeLarge(files: readonly string[]): Promise<void> {
  const large = files.filter((path) => Number(sizeOf(path)) > LARGE);
  await Promise.allSettled(large.map((path) => unlink(path)));
}

/** Each attempt has copies of its own: what one task does to its inputs, no other sees. */
async function copyIn(
  held: Held,
  storage: Storage,
  path: string,
): Promise<{ path: string; print: FilePrint }> {
  mkdirSync(dirname(path), { recursive: true });
  await held.store();
  const size = (await storage.stat(held.key))?.size;
  const copied = await writePieces(path, storage.readStream(held.key), size ?? 0);
  if (copied === size) return { path, print: printOf(path) };
  const message = `The storage ${storage.name} is at fault: \`readStream\` of ${JSON.stringify(held.key)} gave ${String(copied)} bytes, and \`stat\` says ${String(size)}.`;
  throw new TierkreisError("TKR_STORAGE_FAULT", message, {
    driver: storage.name,
    operation: "readStream",
    key: held.key,
  });
}

/**
 * Writes pieces as they come: one goes to the system's cache in less time than another thread takes to hear of it. Stops when they
 * are more than they should be: they might never end.
 */
async function writePieces(
  path: string,
  pieces: AsyncIterable<Uint8Array>,
  expected: number,
): Promise<number> {
  const file = openSync(path, "wx");
  let size = 0;
  try {
    for await (const piece of pieces) {
      for (let done = 0; done < piece.length;) done += writeSync(file, piece, done);
      size += piece.length;
      if (size > expected) break;
    }
    return size;
  } finally {
    closeSync(file);
  }
}

function callArgs(call: TaskCall, workspace: Workspace): Uint8Array {
  const args: WorkerCall = {
    function_name: call.task,
    inputs: workspace.inputs,
    outputs: workspace.outputs,
    output_dir: workspace.outputDir,
    done_path: workspace.donePath,
    error_path: workspace.errorPath,
    logs_path: workspace.log,
  };
  return new TextEncoder().encode(JSON.stringify(args));
}

/** The size of a file; a program may just be removing it. */
function sizeOf(path: string): string {
  return String(statSync(path, { throwIfNoEntry: false })?.size);
}

function filesIn(folder: string): readonly string[] {
  return existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : [];
}

/** A local file in pieces. It is opened with the first one: a stream that nobody reads has nobody to tell of an error. */
export async function* readFileStream(path: string): AsyncGenerator<Uint8Array, void, void> {
  yield* createReadStream(path, { highWaterMark: 256 * 1024 }) as AsyncIterable<Uint8Array>;
}
