import { watch, type FSWatcher } from "node:fs";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { TierkreisError } from "@tierkreis/core";
import { readRecord, type ProgramRecord } from "./record.ts";
import type { ProcessId, ProgramEnd, RunningProgram } from "./spawner.ts";
import { belongsTo } from "./system/belongs-to.ts";
import { endProcesses } from "./system/end-processes.ts";
import { isAlive, isMarked, listProcesses, signalProcess, systemId } from "./system/process-table.ts";

/** What became of a program that an earlier process had started. */
export type ProgramState =
  /** It runs; or it has ended this moment, and its helper is about to say how. */
  | { readonly kind: "running"; readonly process: ProcessId | undefined }
  | { readonly kind: "ended"; readonly end: ProgramEnd }
  /** It does not run, and nobody saw its end; or it was never started. */
  | { readonly kind: "vanished"; readonly reason: string };

const defaultGraceMs = 5000;
/** How often to look whether the process lives, where no event would tell. */
const lookMs = 500;

/** Tells from a program's record whether it runs, how it ended, or that it vanished. */
export function findProgram(recordPath: string): ProgramState {
  const record = readRecord(recordPath);
  if (record !== undefined) return stateOf(record);
  const lives = listProcesses(true).some((entry) => entry.record === recordPath);
  if (lives) return { kind: "running", process: undefined };
  return { kind: "vanished", reason: "it was never started, or ended soon without a record" };
}

/**
 * Takes over a program that an earlier process had started with a record: the same handle as its spawner gave. When
 * nobody saw how it ended, its end is `lost`.
 */
export function adoptProgram(
  recordPath: string,
  options: { readonly graceMs?: number } = {},
): RunningProgram {
  const process = readRecord(recordPath)?.process;
  const ended = waitForEnd(recordPath);
  ended.catch(() => undefined);
  return {
    started: Promise.resolve(process),
    ended,
    kill: (signal) => {
      const record = readRecord(recordPath);
      if (record?.process === undefined || stateOf(record).kind !== "running") return;
      if (isAlive(record.process)) signalProcess(-record.process.pid, signal);
    },
    terminate: async () => {
      await endLeftovers(recordPath, options);
      return ended;
    },
  };
}

/**
 * Ends what still runs of a program, with its group and its marked children: SIGTERM, then SIGKILL after `graceMs`
 * (default 5000). Touches nothing that is not its own. Settles with the number of processes there were; rejects with
 * `TKR_SPAWNER_FAULT` when some can not be ended.
 */
export async function endLeftovers(
  recordPath: string,
  options: { readonly graceMs?: number } = {},
): Promise<number> {
  const record = await settledRecord(recordPath);
  if (record !== undefined && record.system !== systemId()) return 0;
  const { found, stuck } = await endProcesses(
    (entry, all) => entry.record === recordPath || (record !== undefined && belongsTo(record, entry, all)),
    options.graceMs ?? defaultGraceMs,
  );
  if (stuck === 0) return found;
  const message = `[process] ${stuck} processes of the program recorded in ${recordPath} can not be ended. End them by hand.`;
  throw new TierkreisError("TKR_SPAWNER_FAULT", message, { file: recordPath });
}

function stateOf(record: ProgramRecord): ProgramState {
  if (record.end !== undefined) return { kind: "ended", end: record.end };
  if (record.system !== systemId()) {
    return {
      kind: "vanished",
      reason: `it was started on another machine or before a restart (${record.system})`,
    };
  }
  const { process } = record;
  const lives = process === undefined ? isMarkedAlive(record.mark) : isAlive(process);
  if (lives || isAlive(record.helper)) return { kind: "running", process };
  return { kind: "vanished", reason: "it ended while nobody was there to see how" };
}

function isMarkedAlive(mark: string): boolean {
  return listProcesses(true).some((entry) => isMarked(entry.mark, mark));
}

/** The record, once it names the process or the helper that would add it is gone. */
async function settledRecord(recordPath: string): Promise<ProgramRecord | undefined> {
  for (;;) {
    const record = readRecord(recordPath);
    if (record?.process !== undefined || record?.end !== undefined) return record;
    if (record === undefined || record.system !== systemId() || !isAlive(record.helper)) return record;
    await sleep(5);
  }
}

/** The helper's last line is an event; that both helper and program died without it has to be looked for. */
async function waitForEnd(recordPath: string): Promise<ProgramEnd> {
  for (;;) {
    const state = findProgram(recordPath);
    if (state.kind === "ended") return state.end;
    if (state.kind === "vanished") {
      await endLeftovers(recordPath);
      return { kind: "lost", reason: state.reason };
    }
    await nextChange(recordPath);
  }
}

async function nextChange(path: string): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const done = () => resolve(undefined);
  const timer = setTimeout(done, lookMs);
  const watcher = watchFolder(dirname(path), done);
  await promise;
  clearTimeout(timer);
  watcher?.close();
}

/** Without it (its folder is gone, the system has no watches left) the timer is enough, only slower. */
function watchFolder(path: string, changed: () => void): FSWatcher | undefined {
  try {
    return watch(path, changed).on("error", changed);
  } catch {
    return undefined;
  }
}
