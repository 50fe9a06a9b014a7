import { checkRun } from "@tierkreis/controller";
import { errnoOf, TierkreisError, toRunId, type Graph, type Storage, type Value } from "@tierkreis/core";
import type { CheckOptions } from "../commands/check-command.ts";
import { readSettings, type Settings } from "../config/settings.ts";
import { graphFileOf, loadGraph } from "../run/load-graph.ts";
import { openExecutor } from "../run/open-executor.ts";
import { readInputs } from "../run/read-inputs.ts";
import { openStorage } from "../storage/open-storage.ts";
import { divertOutput } from "../terminal/others-output.ts";
import { readEarlierRun, type EarlierRun } from "./earlier-run.ts";
import { report } from "./report.ts";
import { typeErrors } from "./type-errors.ts";
import { whatRuns, type Forecast } from "./what-runs.ts";

/** What a check has found. */
export interface Findings {
  readonly problems: readonly TierkreisError[];
  /** Absent where the graph itself is wrong. */
  readonly forecast?: Forecast;
  /** The run that is to go on; `null` where nothing is stored of it. Absent where none was asked for. */
  readonly run?: EarlierRun | null;
}

/** `tkr check`: says what is wrong and what would run, and gives the exit status. */
export async function check(options: CheckOptions): Promise<number> {
  // Standard output is for the findings alone, whatever the user's files print.
  divertOutput();
  if (options.runId !== undefined) toRunId(options.runId);
  const findings = await find(options);
  report(findings, options.json === true);
  return findings.problems.length === 0 ? 0 : 1;
}

async function find(options: CheckOptions): Promise<Findings> {
  const problems: TierkreisError[] = [];
  const attempt = async <T>(action: () => T | Promise<T>, isLocated = hasPlace): Promise<T | undefined> => {
    try {
      return await action();
    } catch (error) {
      if (!isProblem(error, isLocated)) throw error;
      problems.push(error);
      return undefined;
    }
  };
  // What a configuration says wrongly has no line.
  const settings = await attempt(
    () => readSettings(options),
    (error) => error.details.file !== undefined,
  );
  if (settings === undefined) return { problems };
  const graph = await attempt(() => loadGraph(options, settings));
  if (graph === undefined) return { problems };
  const file = graphFileOf(options, settings);
  if (file !== undefined) problems.push(...typeErrors(file));
  const items = options.inputs;
  const inputs = items === undefined ? undefined : await attempt(() => readInputs(graph, items));
  const storage = options.runId === undefined ? undefined : await openStorage(settings);
  try {
    problems.push(...(await lookAt(graph, { settings, inputs, storage, runId: options.runId })));
    const forecast = whatRuns(graph);
    if (storage === undefined || options.runId === undefined) return { problems, forecast };
    return { problems, forecast, run: (await readEarlierRun(storage, options.runId)) ?? null };
  } finally {
    await storage?.close();
  }
}

interface Look {
  readonly settings: Settings;
  readonly inputs: Readonly<Record<string, Value>> | undefined;
  readonly storage: Storage | undefined;
  readonly runId: string | undefined;
}

async function lookAt(graph: Graph, look: Look): Promise<readonly TierkreisError[]> {
  const { settings, inputs, storage, runId } = look;
  const problems: TierkreisError[] = [];
  const run = storage === undefined || runId === undefined ? {} : { run: { storage, id: runId } };
  const given = inputs === undefined ? {} : { inputs };
  for await (const problem of checkRun(graph, { executor: openExecutor(settings), ...given, ...run }))
    problems.push(problem);
  return problems;
}

/** What a user's file says wrongly is found; a file that is not there, or options that make no sense, are wrong usage. */
function isProblem(error: unknown, isLocated: (error: TierkreisError) => boolean): error is TierkreisError {
  if (!TierkreisError.isInstance(error) || error.code === "TKR_BUG") return false;
  if (error.code !== "TKR_USAGE") return error.code !== "TKR_RUN_ID";
  return !["ENOENT", "EISDIR", "EACCES"].includes(errnoOf(error.cause) ?? "") && isLocated(error);
}

function hasPlace({ details, cause }: TierkreisError): boolean {
  return details.line !== undefined || cause !== undefined;
}
