import {
  copyFileSync,
  existsSync,
  lstatSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  type Stats,
} from "node:fs";
import { join } from "node:path";
import {
  errnoOf,
  messageOf,
  splitNumberedPort,
  TierkreisError,
  type Storage,
  type TaskCall,
  type Workspace,
} from "@tierkreis/core";
import { cureFor } from "./cure.ts";
import { digestBytes, digestFile, Tally } from "./digest.ts";
import type { OutputDigest } from "./record.ts";
import type { AttemptSpec } from "./attempt-spec.ts";
import { checkOutputType, isAnything } from "./output-type.ts";
import { readFileStream, type StagedWorkspace } from "./workspace.ts";

/** The digests of a task's outputs by port, after each has been found, checked and stored under the attempt. */
export type StoredOutputs = Readonly<Record<string, OutputDigest>>;

/**
 * Takes over what a program left in its workspace: each output must be there and be a plain file (a symbolic link to one is
 * replaced by a copy). In place nothing is moved; elsewhere the files are streamed into the storage and hashed on the way.
 */
export async function takeOutputs(spec: AttemptSpec, staged: StagedWorkspace): Promise<StoredOutputs> {
  try {
    return await take(spec, staged);
  } catch (error) {
    const errno = errnoOf(error);
    if (TierkreisError.isInstance(error) || errno === undefined) throw error;
    const code = isLockedOut(errno) ? "TKR_OUTPUT_INVALID" : "TKR_STORAGE_FAILED";
    throw new TierkreisError(code, `its outputs can not be read: ${messageOf(error)}. ${cureFor(errno)}`, {
      errno,
      cause: error,
    });
  }
}

async function take(spec: AttemptSpec, { workspace, inPlace }: StagedWorkspace): Promise<StoredOutputs> {
  const { prefix, call } = spec;
  if (!existsSync(workspace.outputDir)) {
    const message = `The folder ${workspace.outputDir} has vanished while the task ran: the storage is gone, or the task removed it.`;
    throw new TierkreisError("TKR_STORAGE_FAILED", message, { key: prefix, errno: "ENOENT" });
  }
  refuseUnknown(call, readdirSync(workspace.outputDir));
  const digests: Record<string, OutputDigest> = {};
  for (const port of writtenPorts(call, workspace)) {
    const path = join(workspace.outputDir, port);
    makePlainFile(path, port);
    digests[port] = await takeOne(spec, { path, port, inPlace });
  }
  return digests;
}

interface WrittenFile {
  readonly path: string;
  readonly port: string;
  readonly inPlace: boolean;
}

/** Brings a file into the storage. It is read once, in pieces, unless its type has to be looked at: then it fits into memory. */
async function takeOne(
  { storage, prefix, call }: AttemptSpec,
  { path, port, inPlace }: WrittenFile,
): Promise<OutputDigest> {
  const key = `${prefix}outputs/${port}`;
  const type = call.types.outputs[port];
  if (type !== undefined && !isAnything(type)) {
    const bytes = readFileSync(path);
    checkOutputType(bytes, port, type);
    const digest = digestBytes(bytes);
    if (inPlace) await refuseOtherFile(storage, key, { path, size: digest.size });
    else await storage.write(key, bytes);
    return digest;
  }
  if (inPlace) {
    const digest = await digestFile(path);
    await refuseOtherFile(storage, key, { path, size: digest.size });
    return digest;
  }
  const tally = new Tally();
  await storage.writeStream(key, tally.through(readFileStream(path)));
  return tally.digest();
}

/** A storage that says that its keys are local files must see what is put there. */
async function refuseOtherFile(
  storage: Storage,
  key: string,
  { path, size }: { readonly path: string; readonly size: number },
): Promise<void> {
  const seen = (await storage.stat(key))?.size;
  if (seen === size) return;
  const found = seen === undefined ? "nothing" : `${String(seen)} bytes`;
  throw new TierkreisError(
    "TKR_STORAGE_FAULT",
    `The storage ${storage.name} is at fault: ${path} has ${String(size)} bytes, and \`stat\` of ${JSON.stringify(key)}, whose \`localPath\` that is, finds ${found}.`,
    { driver: storage.name, operation: "localPath", key, file: path },
  );
}

/** Stores the outputs that an in-process task gave. */
export async function storeWritten(
  { storage, prefix, call }: AttemptSpec,
  written: ReadonlyMap<string, Uint8Array>,
): Promise<StoredOutputs> {
  const digests: Record<string, OutputDigest> = {};
  refuseUnknown(call, written.keys());
  for (const port of call.outputs) {
    if (port === "*" || written.has(port)) continue;
    const message = `it ended well but gave no output ${JSON.stringify(port)}`;
    throw new TierkreisError("TKR_OUTPUT_MISSING", message, { port });
  }
  for (const [port, bytes] of written) {
    const type = call.types.outputs[port];
    if (type !== undefined) checkOutputType(bytes, port, type);
    await storage.write(`${prefix}outputs/${port}`, bytes);
    digests[port] = digestBytes(bytes);
  }
  return digests;
}

/** A task that declares its outputs writes no others: a misspelt one would be lost without a word. */
function refuseUnknown(call: TaskCall, written: Iterable<string>): void {
  const declared = Object.keys(call.types.outputs);
  if (declared.length === 0 || call.outputs.includes("*")) return;
  for (const port of written) {
    if (call.outputs.includes(port)) continue;
    const known = declared.map((name) => JSON.stringify(name)).join(", ");
    throw new TierkreisError(
      "TKR_OUTPUT_INVALID",
      `it wrote the output ${JSON.stringify(port)}, which it does not declare; it declares ${known}`,
      { port },
    );
  }
}

/** The ports to take: those asked for, and with `*` every numbered one that is there. */
function writtenPorts(call: TaskCall, workspace: Workspace): readonly string[] {
  const named = call.outputs.filter((port) => port !== "*");
  if (!call.outputs.includes("*")) return named;
  const numbered = readdirSync(workspace.outputDir).filter((name) => splitNumberedPort(name) !== undefined);
  return [...new Set([...named, ...numbered])];
}

function makePlainFile(path: string, port: string): void {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found === undefined) {
    throw new TierkreisError(
      "TKR_OUTPUT_MISSING",
      `it ended well but never wrote its output ${JSON.stringify(port)} (${path})`,
      { port },
    );
  }
  const target = found.isSymbolicLink() ? statSync(path, { throwIfNoEntry: false }) : found;
  if (target?.isFile() !== true) {
    throw new TierkreisError(
      "TKR_OUTPUT_INVALID",
      `its output ${JSON.stringify(port)} is ${kindOf(target)}, not a file (${path})`,
      { port },
    );
  }
  if (target === found) return;
  copyFileSync(path, `${path}.copy`);
  renameSync(`${path}.copy`, path);
}

function kindOf(stat: Stats | undefined): string {
  if (stat === undefined) return "a broken link";
  return stat.isDirectory() ? "a directory" : "a special file";
}

/** A program may take the right to read its files from us. */
export function isLockedOut(errno: string | undefined): boolean {
  return errno === "EACCES" || errno === "EPERM";
}
