import { readdirSync, statSync } from "node:fs";
import { TierkreisError } from "@tierkreis/core";
import {
  formatStubDiagnostic,
  workerStubs,
  type StubsState,
  type WorkerStubs,
} from "@tierkreis/typespec-codegen";
import type { StubsCommandOptions } from "../commands/init-command.ts";
import { readSettings } from "../config/settings.ts";
import { SignalWatch } from "../run/signal-watch.ts";
import { usageError } from "../usage-error.ts";
import { askPython } from "./ask-python.ts";
import { nearPath } from "./near-path.ts";
import { watchWorkers } from "./watch-workers.ts";

const stale: Readonly<Record<StubsState, string>> = {
  fresh: "up to date",
  stale: "STALE: what it was made from has changed since",
  missing: "MISSING",
  edited: "EDITED: it is not what was generated",
};

/** `tkr init stubs`: a line a worker, and the exit status. One worker's error does not stop the others. */
export async function initStubs(options: StubsCommandOptions): Promise<number> {
  const { check = false, watch = false } = options;
  if (check && watch) throw usageError("Give --check or --watch, not both.");
  const folders = await foldersOf(options);
  if (watch) return goOn(folders, options);
  let status = 0;
  for (const folder of folders) status = Math.max(status, await makeAll(folder, options));
  return status;
}

/** The folder that the command line names, else those of the project's registry. */
async function foldersOf({ workers, config }: StubsCommandOptions): Promise<readonly string[]> {
  const { registry } = await readSettings({
    ...(config === undefined ? {} : { config }),
    ...(workers === undefined ? {} : { registry: [workers] }),
  });
  for (const folder of registry.value) {
    if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true) continue;
    throw usageError(`There is no folder ${folder} with workers. Name it with --workers.`, { file: folder });
  }
  return registry.value.map(nearPath);
}

async function makeAll(workers: string, options: StubsCommandOptions): Promise<number> {
  const { check = false } = options;
  const all = await make(workers, options);
  if (all.length === 0) console.log(`There are no workers in ${workers}.`);
  const isStale = ({ state }: WorkerStubs): boolean => check && state !== undefined && state !== "fresh";
  if (all.some(isStale)) console.error(`Run \`tkr init stubs --workers ${workers}\` to write them anew.`);
  return all.some((one) => one.error !== undefined || isStale(one)) ? 1 : 0;
}

/** Until a signal ends it. What changes while the first stubs are made counts too. */
async function goOn(folders: readonly string[], options: StubsCommandOptions): Promise<number> {
  const signals = new SignalWatch();
  try {
    await Promise.all(folders.map((folder) => follow(folder, options, signals.cancelled)));
    return signals.status;
  } finally {
    signals.stop();
  }
}

async function follow(workers: string, options: StubsCommandOptions, signal: AbortSignal): Promise<void> {
  let known = new Set<string>();
  let isFirst = true;
  const act = async (changed: ReadonlySet<string | undefined>): Promise<void> => {
    const there = new Set(readdirSync(workers));
    for (const gone of known.difference(there)) console.log(`${gone}  is gone`);
    const news = there.difference(known);
    known = there;
    const names = [...changed].filter((name) => name !== undefined);
    const only = new Set([...names, ...news]);
    await make(workers, options, changed.has(undefined) ? undefined : only);
    if (isFirst) console.error(`Watching ${workers}. Ctrl-C ends it.`);
    isFirst = false;
  };
  await watchWorkers(workers, act, signal);
}

/** Makes the stubs of these workers, or of all, and tells what became of them. */
async function make(
  workers: string,
  { check = false, force = false }: StubsCommandOptions,
  only?: ReadonlySet<string>,
): Promise<readonly WorkerStubs[]> {
  const ask = (worker: string) => askPython(workers, worker);
  const all = await workerStubs(workers, { check, force, ask, ...(only === undefined ? {} : { only }) });
  const width = Math.max(0, ...all.map(({ worker }) => worker.length));
  for (const one of all) {
    for (const diagnostic of one.diagnostics) console.error(formatStubDiagnostic(diagnostic));
    if (one.error !== undefined) console.error(`error[${one.error.code}]: ${one.error.message}`);
    console.log(`${one.worker.padEnd(width)}  ${said(one)}`);
  }
  return all;
}

function said({ error, schema, state, written, out }: WorkerStubs): string {
  if (TierkreisError.isInstance(error)) return "failed, see above";
  if (schema === undefined) return "has no schema.tsp, and tells no tasks";
  return written ? `wrote ${out}` : `${out}: ${stale[state ?? "fresh"]}`;
}
