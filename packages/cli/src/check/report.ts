import type { TierkreisError } from "@tierkreis/core";
import { errorJson } from "../error-json.ts";
import { toStdout } from "../terminal/others-output.ts";
import { printJson } from "../terminal/print-json.ts";
import { styleFor } from "../terminal/style.ts";
import { plainLine } from "../terminal/width.ts";
import type { Findings } from "./check.ts";
import type { EarlierRun } from "./earlier-run.ts";
import type { Forecast, Planned } from "./what-runs.ts";

/** Prints what a check has found, for people or as one JSON document. */
export function report(findings: Findings, asJson: boolean): void {
  if (asJson) {
    printJson(jsonOf(findings));
    return;
  }
  const style = styleFor(process.stdout);
  const { problems, forecast, run } = findings;
  const lines = problems.flatMap((problem) => problemLines(problem, style.red));
  if (forecast !== undefined) lines.push(...forecastLines(forecast, run ?? undefined));
  if (run !== undefined) lines.push(runLine(run));
  const sum = problems.length === 1 ? "1 problem" : `${String(problems.length)} problems`;
  lines.push(problems.length === 0 ? style.green("No problems found.") : style.red(`${sum} found.`));
  toStdout(`${lines.join("\n")}\n`);
}

function jsonOf({ problems, forecast, run }: Findings) {
  return {
    ok: problems.length === 0,
    problems: problems.map(errorJson),
    ...(forecast === undefined
      ? {}
      : { tasks: forecast.tasks.map((task) => ({ ...task })), complete: forecast.isComplete }),
    ...(run === undefined
      ? {}
      : { run: run === null ? null : { id: run.id, state: run.state, tasks: run.tasks, done: run.done } }),
  };
}

function problemLines(problem: TierkreisError, red: (text: string) => string): readonly string[] {
  const [first = "", ...rest] = problem.message.split("\n").map((line) => plainLine(line));
  const { location } = problem.details;
  const at = location === undefined || first.includes(location) ? "" : ` (at ${location})`;
  return [
    `${red(`problem[${problem.code}]`)}: ${first}${at}`,
    ...rest.map((line) => `  ${line.trimStart()}`),
  ];
}

function forecastLines({ tasks, isComplete }: Forecast, run: EarlierRun | undefined): readonly string[] {
  const byWorker = Map.groupBy(tasks, ({ task }) => task.slice(0, task.lastIndexOf(".")));
  const lines = ["Would run:"];
  if (tasks.length === 0) lines.push("  no tasks");
  for (const [worker, all] of byWorker) {
    lines.push(`  ${plainLine(worker)}`);
    for (const planned of all) {
      const name = planned.task.slice(worker.length + 1);
      const done = run?.done[planned.task];
      const reused = done === undefined ? "" : `; ${String(done)} done already`;
      lines.push(`    ${plainLine(name)}: ${timesOf(planned)}${reused}`);
    }
  }
  if (!isComplete) lines.push("  and what graphs hold that come about while it runs");
  return lines;
}

function timesOf({ once, perRound, ifChosen }: Planned): string {
  const parts = [
    once === 0 ? "" : String(once),
    perRound === 0 ? "" : `${String(perRound)} in each iteration or element`,
    ifChosen === 0 ? "" : `${String(ifChosen)} if chosen`,
  ];
  return parts.filter(Boolean).join(", ");
}

function runLine(run: EarlierRun | null): string {
  if (run === null) return "Nothing is stored of the run: it would be a new one.";
  const { done = 0, ...others } = run.tasks;
  const more = Object.entries(others).map(([state, count]) => `, ${String(count)} ${state}`);
  return `Run ${run.id} is ${run.state}: ${String(done)} tasks done, which would be reused${more.join("")}.`;
}
