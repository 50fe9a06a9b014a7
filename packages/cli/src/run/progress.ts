import { messageOf } from "@tierkreis/core";
import type { RunEvent, TaskFields } from "@tierkreis/controller";

type Shown = Exclude<RunEvent, { type: "runEnded" }>;

/** Tells people how a run goes: one plain line for what begins and ends. */
export class Progress {
  readonly #out: NodeJS.WritableStream;
  readonly #started = new Map<string, number>();
  #counts = { done: 0, reused: 0 };
  #begun = performance.now();

  constructor(out: NodeJS.WritableStream) {
    this.#out = out;
  }

  /** The run has an id and a place. */
  begin(run: string, storage: string): void {
    this.#begun = performance.now();
    this.#say(`run ${run} in ${storage}`);
  }

  /** Something happened in it. */
  show(event: Shown): void {
    switch (event.type) {
      case "runStarted":
        if (event.resumed) this.#say("goes on with what an earlier run of this id did");
        break;
      case "taskStarted":
        this.#started.set(event.location, event.at);
        this.#say(`  start   ${nameOf(event)}`);
        break;
      case "taskDone":
        this.#counts.done++;
        if (event.reused) this.#counts.reused++;
        this.#say(
          event.reused
            ? `  reused  ${nameOf(event)}`
            : `  done    ${nameOf(event)}  ${this.#tookTask(event)}`,
        );
        break;
      case "taskFailed":
        this.#say(`  failed  ${nameOf(event)}  ${this.#tookTask(event)}`);
        if (event.willRetry) this.#say(`          ${firstLine(event.error)} It is tried again.`);
        break;
      case "warning":
        this.#say(`  warning ${event.message}`);
        break;
      case "nodeStarted":
      case "nodeDone":
        break;
      case "snapshot":
        this.#counts = { done: event.done, reused: event.reused };
        break;
    }
  }

  /** Ctrl-C was pressed. */
  cancelling(): void {
    this.#say("cancelling: the tasks under way are ended (again to leave at once)");
  }

  /** The run ended well. */
  done(): void {
    this.#say(this.#tally());
  }

  /** Ctrl-C was pressed before a task could start. */
  cancelledBefore(): void {
    this.#say("cancelled before anything was started");
  }

  /** The run was cancelled; what it has done is kept, or gone with the process. */
  cancelled(isKept: boolean): void {
    this.#say(`cancelled: ${this.#tally()}${isKept ? " What is done is kept." : ""}`);
  }

  /** The run failed. */
  failed(): void {
    this.#say(`failed: ${this.#tally()}`);
  }

  /** The command that goes on with the run. */
  goOn(command: string): void {
    this.#say(`To go on:\n  ${command}`);
  }

  /** Further lines. */
  lines(texts: readonly string[]): void {
    for (const text of texts) this.#say(`  ${text}`);
  }

  #tally(): string {
    const { done, reused } = this.#counts;
    const again = reused === 0 ? "" : ` (${String(reused)} reused)`;
    return `${String(done)} ${done === 1 ? "task" : "tasks"} done${again} in ${seconds(performance.now() - this.#begun)}.`;
  }

  #tookTask({ location, at }: TaskFields): string {
    const start = this.#started.get(location);
    this.#started.delete(location);
    return start === undefined ? "" : seconds(at - start);
  }

  #say(text: string): void {
    this.#out.write(`${text}\n`);
  }
}

function nameOf({ worker, task, location, attempt }: TaskFields): string {
  return `${worker}.${task}  ${location}${attempt === 1 ? "" : `  attempt ${String(attempt)}`}`;
}

function firstLine(error: unknown): string {
  return messageOf(error).split("\n", 1)[0] ?? "";
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(milliseconds < 9950 ? 1 : 0)} s`;
}
