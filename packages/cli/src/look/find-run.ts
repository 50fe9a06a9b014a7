import { listRuns, readRun, type RunInfo } from "@tierkreis/controller";
import { toRunId, TierkreisError, type Storage } from "@tierkreis/core";
import { usageError } from "../usage-error.ts";

/** As many runs are listed when it is not clear which one is meant. */
const SHOWN = 10;

/**
 * The run that a word means: its UUID or number, the begin of its UUID, or its name where only one has it. Throws
 * `TKR_RUN_UNKNOWN` when there is none, and `TKR_USAGE` with the candidates when there are several.
 */
export async function findRun(storage: Storage, word: string): Promise<RunInfo> {
  const exact = await exactly(storage, word);
  if (exact !== undefined) return exact;
  const found: RunInfo[] = [];
  for await (const run of listRuns(storage)) if (isMeant(run, word)) found.push(run);
  const [only] = found;
  if (only === undefined) {
    const message = `There is no run ${JSON.stringify(word)} in ${storage.name}. \`tkr ls\` lists the runs.`;
    throw new TierkreisError("TKR_RUN_UNKNOWN", message, {});
  }
  if (found.length === 1) return only;
  const lines = found
    .slice(0, SHOWN)
    .map(({ id, state, name = "" }) => `\n  ${id}  ${state}  ${name}`.trimEnd());
  const more = found.length > SHOWN ? `\n  and ${String(found.length - SHOWN)} more` : "";
  throw usageError(
    `${JSON.stringify(word)} may be any of ${String(found.length)} runs:${lines.join("")}${more}`,
  );
}

/** {@link findRun}, and there is something to look at or go on with: throws `TKR_RUN_UNKNOWN` for what a deletion has left. */
export async function findWholeRun(storage: Storage, word: string): Promise<RunInfo> {
  const run = await findRun(storage, word);
  if (run.state !== "leftover") return run;
  const message = `Run ${run.id} was deleted, or was killed before it began: only leftovers lie in ${storage.name}. \`tkr rm ${run.id}\` removes them.`;
  throw new TierkreisError("TKR_RUN_UNKNOWN", message, { run: run.id });
}

async function exactly(storage: Storage, word: string): Promise<RunInfo | undefined> {
  let id: string;
  try {
    id = toRunId(word);
  } catch (error) {
    if (TierkreisError.isInstance(error)) return undefined;
    throw error;
  }
  try {
    return await readRun(storage, id);
  } catch (error) {
    if (TierkreisError.isInstance(error) && error.code === "TKR_RUN_UNKNOWN") return undefined;
    throw error;
  }
}

/** `12` is run 12 and, where that is not there, a UUID that begins so. */
function isMeant({ id, name }: RunInfo, word: string): boolean {
  return name === word || (/^[0-9a-f-]+$/i.test(word) && id.startsWith(word.toLowerCase()));
}
