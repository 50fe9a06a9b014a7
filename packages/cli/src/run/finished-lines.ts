import type { RunEvent } from "@tierkreis/controller";
import { duration } from "../terminal/durations.ts";
import { nameOf } from "./task-names.ts";

/** Milliseconds between two lines. */
const EVERY = 1000;

type Done = Extract<RunEvent, { type: "taskDone" }>;

/**
 * Tells a reader that is no terminal which tasks are done: a line a second at most. What ended meanwhile is counted in the
 * next one, so a run of a million tasks writes no million lines.
 */
export class FinishedLines {
  readonly #say: (line: string) => void;
  #held: { readonly event: Done; readonly took: number | undefined } | undefined;
  #more = 0;
  #total = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(say: (line: string) => void) {
    this.#say = say;
  }

  /** A task ended well; `took`: milliseconds, where it ran. */
  done(event: Done, took: number | undefined): void {
    this.#total++;
    if (this.#held !== undefined) this.#more++;
    this.#held = { event, took };
    if (this.#timer === undefined) this.#tell();
  }

  /** Says what is left to be said. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#held !== undefined) this.#write();
  }

  #tell(): void {
    this.#write();
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      if (this.#held !== undefined) this.#tell();
    }, EVERY).unref();
  }

  #write(): void {
    if (this.#held === undefined) return;
    const { event, took } = this.#held;
    const verb = event.reused ? "reused" : "done  ";
    const time = took === undefined ? "" : `  ${duration(took)}`;
    const others =
      this.#more === 0 ? "" : `  (and ${String(this.#more)} more, ${String(this.#total)} in all)`;
    this.#say(`  ${verb}  ${nameOf(event)}${time}${others}`);
    this.#held = undefined;
    this.#more = 0;
  }
}
