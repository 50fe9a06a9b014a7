import { availableParallelism, loadavg } from "node:os";
import type { Result } from "./result.ts";
import { digits } from "./numbers.ts";

/** When and where: no figure means anything without. */
export function heading(): string {
  const load = loadavg()
    .map((one) => one.toFixed(1))
    .join(" ");
  const machine = `${availableParallelism()} cores, ${process.platform} ${process.arch}`;
  return `${new Date().toISOString()}  Node ${process.versions.node}  ${machine}  load ${load}`;
}

/** One result as a line, with an earlier one of the same id behind it. */
export function toLine(result: Result, earlier?: Result): string {
  const { id, what, value, unit, ratio, goal, holds, yardstick, yardstickValue } = result;
  if (value === null) return `${id.padEnd(idWidth)} not measured: ${result.missing ?? what}`;
  const columns = [
    id.padEnd(idWidth),
    `${digits(value)} ${unit}`.padStart(14),
    (ratio === null ? "" : `${digits(ratio)} x`).padStart(9),
    spreadWords(result).padEnd(17),
    (holds === null ? "" : holds ? "holds" : "MISSED").padEnd(6),
    (goal ?? "").padEnd(22),
    yardstick === null || yardstickValue === null ? what : `${what}; ${yardstick}: ${digits(yardstickValue)}`,
  ];
  return `${columns.join("  ")}${comparison(result, earlier)}`;
}

const idWidth = 30;

function spreadWords({ ratioSpread, spread }: Result): string {
  const shown = ratioSpread ?? spread;
  return shown === null ? "" : `(${shown.map(digits).join(" to ")})`;
}

/** Ratios are compared, since they hold on another machine and under another load; values where there is no ratio. */
function comparison({ ratio, value }: Result, earlier: Result | undefined): string {
  const before = ratio === null ? earlier?.value : earlier?.ratio;
  const now = ratio ?? value;
  if (before === undefined || before === null || now === null) return "";
  return `\n${" ".repeat(idWidth)}   before: ${digits(before)}${ratio === null ? "" : " x"}, now ${digits(now / before)} of that`;
}
