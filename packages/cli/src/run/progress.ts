import type { RunEvent, RunHandle, RunSnapshot } from "@tierkreis/controller";
import { duration } from "../terminal/durations.ts";
import { LiveRegion } from "../terminal/live-region.ts";
import { toStderr } from "../terminal/others-output.ts";
import { styleFor, type Style } from "../terminal/style.ts";
import { columnsOf, plainLine, screenOf } from "../terminal/width.ts";
import { FinishedLines } from "./finished-lines.ts";
import { failureLine } from "./failure-words.ts";
import { frameOf } from "./live-frame.ts";
import { Rates } from "./rates.ts";
import { nameOf } from "./task-names.ts";

/** Milliseconds between two frames of the live region. */
const FRAME = 200;

type Shown = Exclude<RunEvent, { type: "runEnded" }>;

/** How many tasks a run has done so far. */
export interface Tally {
  readonly done: number;
  /** Of these: recorded by an earlier execution. */
  readonly reused: number;
}

/**
 * Shows people how a run goes. On a terminal one region is drawn again and again, from a snapshot each time, so that a task
 * costs nothing; what fails stays above it. Elsewhere lines are written: one a second at most for what is done.
 */
export class Progress {
  readonly #out: NodeJS.WriteStream;
  readonly #write: (text: string) => void;
  readonly #style: Style;
  readonly #live: LiveRegion | undefined;
  readonly #rates = new Rates();
  readonly #started = new Map<string, number>();
  readonly #finished = new FinishedLines((line) => {
    this.say(line);
  });
  readonly #begun = Date.now();
  #handle: RunHandle<unknown> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #cancelling = false;
  /** The begin of a line of others. */
  #othersLine = "";
  #counts = { done: 0, reused: 0 };

  constructor(out: NodeJS.WriteStream) {
    this.#out = out;
    this.#write = out === process.stderr ? toStderr : (text) => void out.write(text);
    this.#style = styleFor(out);
    this.#live = out.isTTY && process.env["TERM"] !== "dumb" ? new LiveRegion(out) : undefined;
  }

  /** The run has an id and a place. */
  begin(handle: RunHandle<unknown>, storage: string): void {
    this.#handle = handle;
    this.say(this.#style.dim(`run ${handle.id} in ${plainLine(storage)}`));
    if (this.#live === undefined) return;
    this.#timer = setInterval(() => void this.#draw(), FRAME).unref();
    this.#out.on("resize", () => {
      this.#live?.clear();
      void this.#draw();
    });
  }

  /** Something happened in it. */
  show(event: Shown): void {
    switch (event.type) {
      case "runStarted":
        if (event.resumed) this.say("goes on with what an earlier run of this id did");
        break;
      case "taskStarted":
        this.#started.set(event.location, event.at);
        break;
      case "taskDone":
        this.#counts.done++;
        if (event.reused) this.#counts.reused++;
        if (this.#live === undefined) this.#finished.done(event, this.#timeOf(event));
        else this.#started.delete(event.location);
        break;
      case "taskFailed":
        this.#failed(event);
        break;
      case "warning":
        this.say(this.#style.yellow(`  warning ${plainLine(event.message)}`));
        break;
      case "nodeStarted":
      case "nodeDone":
        break;
      case "snapshot":
        this.#counts = { done: event.done, reused: event.reused };
        this.#started.clear();
        for (const { location, at } of event.tasks) this.#started.set(location, at);
        break;
    }
  }

  /** Ctrl-C was pressed. */
  cancelling(): void {
    this.#cancelling = true;
    this.say("cancelling: the tasks under way are ended (again to leave at once)");
  }

  /** A line that stays. */
  say(line: string): void {
    if (this.#live === undefined) this.#write(`${line}\n`);
    else this.#live.above(`${line}\n`);
  }

  /** The run is over: nothing is drawn any more. */
  end(): void {
    clearInterval(this.#timer);
    this.#finished.flush();
    if (this.#othersLine !== "") this.others("\n");
    this.#live?.clear();
    this.#handle = undefined;
  }

  /** What others print meanwhile. */
  others(text: string): void {
    if (this.#live === undefined) {
      this.#write(text);
      return;
    }
    // Above the region there are whole lines.
    const end = text.lastIndexOf("\n") + 1;
    if (end > 0) this.#live.above(this.#othersLine + text.slice(0, end));
    this.#othersLine = (end > 0 ? "" : this.#othersLine) + text.slice(end);
  }

  get tally(): Tally {
    return { ...this.#counts };
  }

  /** Milliseconds since the beginning. */
  get elapsed(): number {
    return Date.now() - this.#begun;
  }

  #failed(event: Extract<RunEvent, { type: "taskFailed" }>): void {
    const took = this.#timeOf(event);
    const time = took === undefined ? "" : `  ${duration(took)}`;
    const { red, yellow } = this.#style;
    if (this.#cancelling) return;
    this.#finished.flush();
    if (event.willRetry) this.say(yellow(`  retry   ${nameOf(event)}${time}`));
    else this.say(red(`  failed  ${nameOf(event)}${time}`));
    this.say(`          ${plainLine(failureLine(event.error), columnsOf(this.#out) - 10)}`);
  }

  #timeOf({ location, at }: { readonly location: string; readonly at: number }): number | undefined {
    const start = this.#started.get(location);
    this.#started.delete(location);
    return start === undefined ? undefined : at - start;
  }

  async #draw(): Promise<void> {
    const snapshot = this.#handle === undefined ? undefined : await snapshotOf(this.#handle);
    // It may have ended meanwhile.
    if (snapshot === undefined || this.#handle === undefined) return;
    const now = Date.now();
    this.#rates.note(snapshot.nodes, now);
    const view = { snapshot, rates: this.#rates, begun: this.#begun, now, cancelling: this.#cancelling };
    const columns = columnsOf(this.#out);
    const screen = screenOf(this.#out);
    // In a window too narrow for a line, it takes several rows.
    const rows = Math.floor(screen.rows / Math.ceil(columns / screen.columns));
    this.#live?.draw(frameOf(view, { columns, rows, style: this.#style }));
  }
}

/** A reader that comes late is first told where the run stands. */
async function snapshotOf({ events }: RunHandle<unknown>): Promise<RunSnapshot | undefined> {
  const reader = events[Symbol.asyncIterator]();
  const { value } = (await reader.next()) as IteratorResult<RunEvent, undefined>;
  await reader.return?.();
  return value?.type === "snapshot" ? value : undefined;
}
