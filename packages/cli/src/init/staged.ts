import { randomUUID } from "node:crypto";
import { lstatSync, mkdirSync, readdirSync, renameSync, rmdirSync, rmSync, statSync } from "node:fs";
import { constants } from "node:os";
import { dirname, join } from "node:path";
import { errnoOf, messageOf, TierkreisError } from "@tierkreis/core";
import { usageError } from "../usage-error.ts";

/** Makes what belongs into the folder `stage`. */
export type Fill = (stage: string) => Promise<void>;

const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * Makes the content of a folder whole or not at all: it is made in a temporary folder beside its place, then moved. A folder
 * that is there stays the same folder (a shell may stand in it), and keeps what it has. What is begun is removed on an error,
 * on Ctrl-C and on SIGTERM.
 *
 * Throws `TKR_WRITE_FAILED` when the system refuses, and `TKR_USAGE` rather than replace what is there.
 */
export async function makeFolder(target: string, fill: Fill): Promise<void> {
  const exists = statSync(target, { throwIfNoEntry: false }) !== undefined;
  const parent = exists ? target : dirname(target);
  let begun: readonly string[] = [];
  const undo = () => {
    for (const path of begun) rmSync(path, { recursive: true, force: true });
  };
  const onSignal = (signal: (typeof signals)[number]) => {
    undo();
    process.exit(128 + constants.signals[signal]);
  };
  for (const signal of signals) process.on(signal, onSignal);
  try {
    const missing = missingFolders(parent);
    for (const folder of missing) {
      mkdirSync(folder);
      begun = missing.slice(0, 1);
    }
    const stage = join(parent, `.tkr-init-${randomUUID()}`);
    mkdirSync(stage);
    begun = [stage, ...begun];
    await fill(stage);
    if (exists) moveInto(target, stage);
    else renameSync(stage, target);
  } catch (error) {
    undo();
    throw writeFailed(target, error);
  } finally {
    for (const signal of signals) process.off(signal, onSignal);
  }
}

/** The folders to make, outermost first. Node's own recursive mkdir never ends where a system makes none (`/proc`). */
function missingFolders(folder: string): readonly string[] {
  if (statSync(folder, { throwIfNoEntry: false }) !== undefined) return [];
  return [...missingFolders(dirname(folder)), folder];
}

/** Moves all that a folder holds, or nothing; never onto what is there. */
function moveInto(target: string, stage: string): void {
  const moved: string[] = [];
  try {
    for (const name of readdirSync(stage)) {
      const path = join(target, name);
      if (lstatSync(path, { throwIfNoEntry: false }) !== undefined)
        throw usageError(`${path} is there already. Nothing is overwritten.`, { file: path });
      renameSync(join(stage, name), path);
      moved.push(path);
    }
    rmdirSync(stage);
  } catch (error) {
    for (const path of moved) rmSync(path, { recursive: true, force: true });
    throw error;
  }
}

/** The coded error of something that could not be written; coded errors stay as they are. */
function writeFailed(path: string, error: unknown): unknown {
  const errno = errnoOf(error);
  if (errno === undefined || TierkreisError.isInstance(error)) return error;
  const message = `${path} could not be written, and nothing of it is left: ${messageOf(error)}`;
  return new TierkreisError("TKR_WRITE_FAILED", message, { file: path, errno, cause: error });
}
