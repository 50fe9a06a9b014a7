import {
  listAttempts,
  readPlace,
  type AttemptInfo,
  type PlaceValue,
  type TaskInfo,
} from "@tierkreis/controller";
import { parseLocation, TierkreisError, type Json, type Location } from "@tierkreis/core";
import { shellLine } from "../shell-line.ts";
import { duration } from "../terminal/durations.ts";
import { printJson } from "../terminal/print-json.ts";
import { styleFor } from "../terminal/style.ts";
import { table } from "../terminal/table.ts";
import { columnsOf, plainLine } from "../terminal/width.ts";
import { taskName } from "./find-task.ts";
import { countWords, TaskFolder } from "./fold-tasks.ts";
import { givenCommand } from "./given-command.ts";
import { LOG_LINES, logTailOf } from "./log-tail.ts";
import { previewOf } from "./preview.ts";
import { shortIdIn } from "./run-ids.ts";
import { tasksBelow, type Showing } from "./showing.ts";
import { statePaint } from "./state-paint.ts";
import { taskLines, tookOf } from "./task-lines.ts";

const LIMIT = 30;
const PREVIEW = 200;

type Ports = ReadonlyMap<string, PlaceValue> | string;

/** Shows one place: a task with its values, attempts and log, or a node, iteration or element with the tasks below it. */
export async function showPlace(showing: Showing, location: Location): Promise<number> {
  const { storage, run, options } = showing;
  const tasks = await tasksBelow(storage, run.id, location);
  const own = tasks.find((task) => task.location === location);
  const attempts = await listAttempts(storage, run.id, location);
  const inputs = own === undefined ? undefined : await portsOf(showing, location, "inputs");
  const outputs = await portsOf(showing, location, "outputs");
  if (own === undefined && tasks.length === 0 && typeof outputs === "string")
    throw new TierkreisError("TKR_RUN_UNKNOWN", outputs, { run: run.id, location });
  const log = own === undefined ? [] : await logTailOf(storage, run.id, location);
  if (options.json === true) {
    printJson({
      run: run.id,
      location,
      ...(own === undefined ? {} : { task: { ...own } }),
      ...(inputs === undefined ? {} : { inputs: await portsJson(showing, inputs) }),
      outputs: await portsJson(showing, outputs),
      attempts: attempts.map((attempt) => attemptJson(attempt)),
      log: [...log],
      below: tasks.filter((task) => task !== own).map((task) => ({ ...task })),
    });
    return 0;
  }
  const say = (text: string) => process.stdout.write(`${text}\n`);
  const style = styleFor(process.stdout);
  const width = columnsOf(process.stdout);
  say(titleOf(own, location, style));
  say(plainLine(`  of run ${run.id}${run.name === undefined ? "" : ` (${run.name})`}`, width));
  if (inputs !== undefined) await sayPorts(showing, "Inputs", inputs);
  await sayPorts(showing, "Outputs", outputs);
  if (attempts.length > 0) sayAttempts(attempts, own?.state ?? "unfinished");
  if (own !== undefined) await sayWhere(showing, attempts, log);
  const folder = new TaskFolder(location);
  for (const task of tasks) if (task !== own) folder.add(task);
  const below = folder.lines();
  if (below.length > 0) say(`\nTasks below: ${countWords(folder.counts)}`);
  const limit = options.all === true ? Infinity : (options.limit ?? LIMIT);
  for (const line of await taskLines(below, { storage, run, style, width, limit })) say(line);
  return 0;
}

function titleOf(own: TaskInfo | undefined, location: Location, style: ReturnType<typeof styleFor>): string {
  if (own !== undefined)
    return `${style.bold(`${taskName(own)} at ${location}`)}  ${statePaint(own.state, style)(own.state)}`;
  const kind = parseLocation(location).at(-1)?.kind;
  const what = kind === "L" ? "iteration" : kind === "M" ? "element" : kind === "N" ? "node" : "run";
  return style.bold(`${what} ${location}`);
}

/** The values of a side by port, or why they can not be told. */
async function portsOf(
  { storage, run }: Showing,
  location: Location,
  side: "inputs" | "outputs",
): Promise<Ports> {
  try {
    return await readPlace(location, side, { storage, runId: run.id });
  } catch (error) {
    if (TierkreisError.isInstance(error)) return error.message;
    throw error;
  }
}

async function portsJson({ storage }: Showing, ports: Ports): Promise<Json> {
  if (typeof ports === "string") return {};
  const shown: Record<string, Json> = {};
  for (const [port, place] of ports) {
    const key = "key" in place ? { key: place.key } : {};
    shown[port] = { ...(await previewOf(storage, place, PREVIEW)), ...key };
  }
  return shown;
}

async function sayPorts({ storage, options }: Showing, title: string, ports: Ports): Promise<void> {
  const width = columnsOf(process.stdout);
  const style = styleFor(process.stdout);
  if (typeof ports === "string") {
    process.stdout.write(`\n${title}: ${plainLine(ports)}\n`);
    return;
  }
  if (ports.size === 0) return;
  process.stdout.write(`\n${title}:\n`);
  const limit = options.all === true ? Infinity : (options.limit ?? LIMIT);
  for (const [port, place] of [...ports].slice(0, limit)) {
    const { text } = await previewOf(
      storage,
      place,
      Math.max(10, Math.min(width - port.length - 4, PREVIEW)),
    );
    process.stdout.write(`  ${style.bold(port)}: ${text}\n`);
  }
  if (ports.size > limit)
    process.stdout.write(`  and ${String(ports.size - limit)} more: --all lists them\n`);
}

function sayAttempts(attempts: readonly AttemptInfo[], state: TaskInfo["state"]): void {
  const style = styleFor(process.stdout);
  const rows = attempts.map((attempt) => {
    const took = tookOf(attempt);
    const word =
      attempt.status !== "unrecorded" ? attempt.status : attempt === attempts.at(-1) ? state : "unfinished";
    return [
      { text: `${String(attempt.epoch)}.${String(attempt.attempt)}`, paint: style.dim },
      { text: word, paint: statePaint(word === "superseded" ? "restarted" : word, style) },
      { text: attempt.started?.toISOString() ?? "-" },
      { text: took === undefined ? "-" : duration(took) },
      { text: attempt.executor ?? "-" },
      { text: endWords(attempt) },
    ];
  });
  process.stdout.write("\nAttempts:\n");
  for (const line of table(rows, columnsOf(process.stdout) - 2))
    process.stdout.write(`  ${line.trimEnd()}\n`);
  for (const { failure } of attempts.slice(-1)) {
    if (failure === undefined) continue;
    process.stdout.write("\nWhy it failed:\n");
    for (const line of failure.message.split("\n")) process.stdout.write(`  ${plainLine(line)}\n`);
  }
}

function endWords({ status, failure }: AttemptInfo): string {
  if (status === "done" || status === "superseded") return "exit 0";
  if (status === "damaged") return "its record can not be read: it runs again";
  if (failure?.signal !== undefined) return failure.signal;
  if (failure?.exitCode !== undefined) return `exit ${String(failure.exitCode)}`;
  return failure?.code ?? "";
}

async function sayWhere(
  { storage, run, options }: Showing,
  attempts: readonly AttemptInfo[],
  log: readonly string[],
): Promise<void> {
  const last = attempts.findLast(({ status }) => status === "done") ?? attempts.at(-1);
  if (last === undefined) return;
  const say = (text: string) => process.stdout.write(`${text}\n`);
  for (const [name, text] of detailsWords(last.details)) say(`\n${name}: ${plainLine(text)}`);
  const key = `${last.prefix}logs`;
  const folder = storage.localPath?.(key).replace(/logs$/, "") ?? `${storage.name} ${last.prefix}`;
  say(`\nFiles: ${plainLine(folder)}`);
  if (log.length === 0) return;
  say("\nLog:");
  for (const line of log) say(`  | ${line}`);
  if (log.length < LOG_LINES) return;
  const id = await shortIdIn(storage, run.id);
  say(`To see all of it:\n  ${givenCommand(["logs", id, attemptsPlace(last)], options)}`);
}

/** What the executor said for people: its command line as for a shell. The rest is for `--json`. */
function detailsWords(details: Json | undefined): readonly (readonly [string, string])[] {
  if (typeof details !== "object" || details === null || !("command" in details)) return [];
  const { command } = details as Readonly<Record<string, Json>>;
  return Array.isArray(command) ? [["Command", shellLine(command as readonly string[])]] : [];
}

function attemptsPlace({ prefix }: AttemptInfo): string {
  return prefix.split("/")[1] ?? "-";
}

function attemptJson(attempt: AttemptInfo): Json {
  const { started, ended, failure, epoch, attempt: number, status, prefix, executor, log, details } = attempt;
  const took = tookOf(attempt);
  return {
    epoch,
    attempt: number,
    status,
    prefix,
    ...(started === undefined ? {} : { started: started.toISOString() }),
    ...(ended === undefined ? {} : { ended: ended.toISOString() }),
    ...(took === undefined ? {} : { milliseconds: took }),
    ...(executor === undefined ? {} : { executor }),
    ...(failure === undefined ? {} : { failure: { ...failure } }),
    ...(details === undefined ? {} : { details }),
    ...(log === undefined ? {} : { log }),
  };
}
