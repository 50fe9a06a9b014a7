import type { NodeFields, RunSnapshot, TaskFields } from "@tierkreis/controller";
import { duration } from "../terminal/durations.ts";
import type { Style } from "../terminal/style.ts";
import { table, type Cell } from "../terminal/table.ts";
import { plainLine } from "../terminal/width.ts";
import type { Rates } from "./rates.ts";

/** Loops and maps that are shown at once, the outermost. */
const NODES = 4;
/** Tasks that are shown at once, the oldest. */
const TASKS = 8;

/** What a frame is made of. */
export interface FrameView {
  readonly snapshot: RunSnapshot;
  readonly rates: Rates;
  /** Milliseconds since 1970. */
  readonly begun: number;
  readonly now: number;
  readonly cancelling: boolean;
}

/** Where a frame is to fit. */
export interface FrameSpace {
  readonly columns: number;
  readonly rows: number;
  readonly style: Style;
}

/** The lines of the live region: counts, then the outermost loops and maps, then the oldest tasks under way. */
export function frameOf(view: FrameView, space: FrameSpace): readonly string[] {
  const { snapshot, now } = view;
  const room = Math.max(0, space.rows - 2);
  const nodes = outermost(snapshot.nodes);
  const shownNodes = nodes.slice(0, Math.min(NODES, room));
  const tasks = snapshot.tasks.toSorted((one, other) => one.at - other.at);
  const shownTasks = tasks.slice(0, Math.max(0, Math.min(TASKS, room - shownNodes.length)));
  const hidden = tasks.length - shownTasks.length;
  const hiddenNodes = nodes.length - shownNodes.length;
  return [
    headLine(view, space),
    ...table(
      shownNodes.map((node) => nodeRow(node, view, space.style)),
      space.columns,
    ),
    ...table(
      shownTasks.map((task) => taskRow(task, now, space.style)),
      space.columns,
    ),
    ...(hidden + hiddenNodes > 0 ? [more(hidden, hiddenNodes, space)] : []),
  ];
}

function headLine({ snapshot, begun, now, cancelling }: FrameView, { columns, style }: FrameSpace): string {
  const { running, done, reused, failed } = snapshot;
  const again = reused === 0 ? "" : ` (${String(reused)} reused)`;
  const parts = [
    cancelling ? "cancelling" : undefined,
    `${String(running)} running`,
    `${String(done)} done${again}`,
    failed === 0 ? undefined : `${String(failed)} failed`,
    duration(now - begun),
  ];
  const line = plainLine(parts.filter((part) => part !== undefined).join(" · "), columns);
  return failed > 0 || cancelling ? style.yellow(line) : style.bold(line);
}

function nodeRow(node: NodeFields, { rates, now }: FrameView, { cyan, dim }: Style): readonly Cell[] {
  const { kind, location, done, total } = node;
  const rate = rates.of(node, now);
  const left = rate === undefined || total === undefined ? undefined : ((total - done) * 1000) / rate;
  const far = total === undefined ? String(done) : `${String(done)} of ${String(total)}`;
  const speed = rate === undefined ? "" : `${rate < 10 ? rate.toFixed(1) : String(Math.round(rate))}/s`;
  return [
    { text: `  ${kind}`, paint: cyan },
    { text: far },
    { text: left === undefined ? speed : `${speed}, ${duration(left)} left` },
    { text: location, paint: dim },
  ];
}

function taskRow(
  { worker, task, location, attempt, at }: TaskFields,
  now: number,
  { dim }: Style,
): readonly Cell[] {
  return [
    { text: `  ${worker}.${task}` },
    { text: duration(now - at) },
    { text: `${location}${attempt === 1 ? "" : `  attempt ${String(attempt)}`}`, paint: dim },
  ];
}

/** Those that are not inside another one that is under way. */
function outermost(nodes: readonly NodeFields[]): readonly NodeFields[] {
  const places = new Set(nodes.map(({ location }) => location));
  return nodes.filter(({ location }) => {
    for (let end = location.lastIndexOf("."); end > 0; end = location.lastIndexOf(".", end - 1))
      if (places.has(location.slice(0, end))) return false;
    return true;
  });
}

function more(tasks: number, nodes: number, { columns, style }: FrameSpace): string {
  const parts = [
    tasks === 0 ? undefined : `${String(tasks)} more running`,
    nodes === 0 ? undefined : `${String(nodes)} more loops and maps`,
  ];
  return style.dim(plainLine(`  and ${parts.filter((part) => part !== undefined).join(", ")}`, columns));
}
