import { readPlace, readRunGraph, type PlaceValue, type RunInfo } from "@tierkreis/controller";
import { ROOT, RunKeys, TierkreisError, type Json, type Storage } from "@tierkreis/core";
import { withoutAdvice } from "../run/failure-words.ts";
import { duration } from "../terminal/durations.ts";
import { printJson } from "../terminal/print-json.ts";
import { styleFor } from "../terminal/style.ts";
import { columnsOf, plainLine } from "../terminal/width.ts";
import { countWords, TaskFolder } from "./fold-tasks.ts";
import { givenCommand } from "./given-command.ts";
import { logTailOf } from "./log-tail.ts";
import { previewOf } from "./preview.ts";
import { shortIdIn } from "./run-ids.ts";
import { runJson, tookOf } from "./run-times.ts";
import { tasksBelow, type Showing } from "./showing.ts";
import { statePaint } from "./state-paint.ts";
import { taskLines } from "./task-lines.ts";

const LIMIT = 30;
const PREVIEW = 100;

/** Shows a run: what it is, how it stands, its tasks folded, its outputs, and what to do next. */
export async function showRun({ storage, run, options }: Showing): Promise<number> {
  const tasks = await tasksBelow(storage, run.id);
  const folder = new TaskFolder(ROOT);
  for (const task of tasks) folder.add(task);
  const outputs = await readOutputsOf(storage, run);
  const width = columnsOf(process.stdout);
  if (options.json === true) {
    const shown: Record<string, Json> = {};
    for (const [port, place] of outputs) shown[port] = { ...(await previewOf(storage, place, PREVIEW)) };
    printJson({
      ...runJson(run),
      storage: storage.name,
      counts: { ...folder.counts },
      tasks: tasks.map((task) => ({ ...task })),
      outputs: shown,
    });
    return 0;
  }
  const style = styleFor(process.stdout);
  const say = (text: string) => process.stdout.write(`${text}\n`);
  say(`${style.bold(`run ${run.id}`)}  ${statePaint(run.state, style)(run.state)}`);
  for (const [name, text] of facts(run, storage)) say(plainLine(`  ${name.padEnd(11)}${text}`, width));
  say("");
  say(tasks.length === 0 ? "No task was begun." : `Tasks: ${countWords(folder.counts)}`);
  const limit = options.all === true ? Infinity : (options.limit ?? LIMIT);
  for (const line of await taskLines(folder.lines(), { storage, run, style, width, limit })) say(line);
  const missing = await missingOutputs(storage, run, outputs);
  if (outputs.size + missing.length > 0) say("\nOutputs:");
  for (const [port, place] of outputs) {
    const { text } = await previewOf(storage, place, Math.min(width - port.length - 4, PREVIEW));
    say(`  ${style.bold(port)}: ${text}`);
  }
  for (const port of missing)
    say(`  ${style.yellow(`${plainLine(port)}: missing: it is no longer in the storage`)}`);
  await sayFailure({ storage, run, options }, say);
  return 0;
}

function facts(run: RunInfo, storage: Storage): readonly (readonly [string, string])[] {
  const { name, started, ended, executions } = run;
  const took = tookOf(run);
  return [
    ...(name === undefined ? [] : [["name", name] as const]),
    ["storage", storage.name],
    ...(started === undefined ? [] : [["begun", `${stamp(started)}, ${ago(started)} ago`] as const]),
    ...(ended === undefined ? [] : [["ended", stamp(ended)] as const]),
    ...(took === undefined ? [] : [[run.state === "running" ? "runs for" : "took", duration(took)] as const]),
    ["executions", String(executions)],
  ];
}

function stamp(date: Date): string {
  return date
    .toISOString()
    .replace("T", " ")
    .replace(/\.\d+Z$/, " UTC");
}

function ago(date: Date): string {
  return duration(Date.now() - date.getTime());
}

/** The run's outputs, where it is done. */
async function readOutputsOf(storage: Storage, run: RunInfo): Promise<ReadonlyMap<string, PlaceValue>> {
  if (run.state !== "done") return new Map();
  const found = new Map<string, PlaceValue>();
  const prefix = new RunKeys(run.id).output(ROOT, "");
  let after: string | undefined;
  do {
    const page = await storage.list(prefix, after === undefined ? {} : { after });
    for (const key of page.keys) found.set(key.slice(prefix.length), { key });
    after = page.next;
  } while (after !== undefined);
  if (found.size > 0) return found;
  try {
    return await readPlace(ROOT, "outputs", { storage, runId: run.id });
  } catch (error) {
    // Tierkreis for Python may have computed what nothing here can.
    if (!TierkreisError.isInstance(error)) throw error;
    return new Map();
  }
}

/** The outputs that a run which is done should have, and has not. */
async function missingOutputs(
  storage: Storage,
  run: RunInfo,
  found: ReadonlyMap<string, PlaceValue>,
): Promise<readonly string[]> {
  if (run.state !== "done" || found.size > 0) return [];
  const { nodes, graph_output_idx: output } = await readRunGraph(storage, run.id);
  return Object.keys(nodes[output ?? -1]?.inputs ?? {});
}

async function sayFailure({ storage, run, options }: Showing, say: (text: string) => void): Promise<void> {
  const { failure, id, state } = run;
  const short = await shortIdIn(storage, id);
  if (failure !== undefined) {
    const { code, message, location } = failure;
    say(
      `\n${state === "failed" ? "Why it failed" : "Why it ended"}:${code === undefined ? "" : ` [${code}]`}`,
    );
    for (const line of withoutAdvice(message).split("\n")) say(`  ${plainLine(line)}`);
    if (location !== undefined) {
      // The message of a task that failed has the end of its log already.
      if (!message.includes("| "))
        for (const line of await logTailOf(storage, id, location)) say(`  | ${line}`);
      say("\nTo see more:");
      say(`  ${givenCommand(["show", short, location], options)}`);
      say(`  ${givenCommand(["logs", short, location], options)}`);
    }
  }
  if (state === "running") say(`\nTo follow it:\n  ${givenCommand(["logs", short, "-f"], options)}`);
  else if (state !== "done") say(`\nTo go on:\n  ${givenCommand(["resume", short], options)}`);
}
