import type { RunEvent } from "@tierkreis/controller";
import { locationSegment, messageOf, TierkreisError } from "@tierkreis/core";
import type { Ledger } from "./ledger.ts";
import type { Life } from "./life.ts";
import type { World } from "./world.ts";

/** Codes that end the run whatever its user wants to do about tasks that fail. */
const ofTheRun = ["TKR_RUN_LOST", "TKR_STORAGE_FAILED", "TKR_CANCELLED"];

type TaskFailed = Extract<RunEvent, { type: "taskFailed" }>;

/** Reads what a life tells, and compares it with what happened. */
export class EventRules {
  readonly #world: World;
  readonly #life: Life;
  readonly #onFailed: (event: TaskFailed) => void;
  readonly #open = new Set<string>();
  #last: RunEvent | undefined;
  /** The step in which a failure was told after which nothing starts. */
  #stoppedAt: number | undefined;

  constructor(world: World, life: Life, onFailed: (event: TaskFailed) => void) {
    this.#world = world;
    this.#life = life;
    this.#onFailed = onFailed;
  }

  /** A failure was told, in an earlier step, after which nothing starts. */
  get isStopped(): boolean {
    return this.#stoppedAt !== undefined && this.#stoppedAt < this.#world.time.steps;
  }

  async hear(events: AsyncIterable<RunEvent>, ledger: Ledger | undefined): Promise<void> {
    for await (const event of events) {
      if (this.#last?.type === "runEnded") this.#violate(`${event.type} after the end`);
      if (this.#last === undefined && event.type !== "runStarted") this.#violate(`begins with ${event.type}`);
      this.#last = event;
      this.#take(event, ledger);
    }
    if (this.#last?.type !== "runEnded") this.#violate("the events end before the run");
    if (this.#open.size > 0) this.#violate(`the end of ${[...this.#open].join(", ")} was not told`);
  }

  #take(event: RunEvent, ledger: Ledger | undefined): void {
    switch (event.type) {
      case "taskStarted":
        this.#tell(event);
        if (this.#open.has(event.location)) this.#violate(`${event.location} was started twice`);
        this.#open.add(event.location);
        break;
      case "taskDone":
        this.#tell(event);
        if (!event.reused && !this.#open.delete(event.location))
          this.#violate(`${event.location} is done, and was not started`);
        this.#checkRecorded(event, ledger);
        break;
      case "taskFailed":
        this.#tell(event, messageOf(event.error).split("\n")[0]);
        if (!this.#open.delete(event.location))
          this.#violate(`${event.location} failed, and was not started`);
        this.#taskFailed(event);
        break;
      case "warning":
        this.#world.tell(this.#life.name, `warns: ${event.message}`);
        break;
      default:
        break;
    }
  }

  #taskFailed(event: TaskFailed): void {
    const { error, willRetry } = event;
    const code = TierkreisError.isInstance(error) ? error.code : "none";
    // What ends a task is judged with the life's own end: a life may end with each of them.
    if (!ofTheRun.includes(code) && code !== "TKR_EXECUTOR_FAULT") this.#life.reasons.add(code as never);
    if (!willRetry && (this.#life.settings.onFailure !== "keepGoing" || ofTheRun.includes(code)))
      this.#stoppedAt ??= this.#world.time.steps;
    this.#onFailed(event);
  }

  /** What is told as done is recorded, by an owner that still was one. */
  #checkRecorded(event: Extract<RunEvent, { type: "taskDone" }>, ledger: Ledger | undefined): void {
    const records = ledger?.recordsOf(locationSegment(event.location)) ?? [];
    if (records.length === 0) this.#violate(`${event.location} is told as done, and not recorded`);
    if (event.reused) return;
    const { epoch, lostAt = Infinity } = this.#life;
    const own = records.find((record) => record.epoch === epoch);
    if (own === undefined) this.#violate(`${event.location} is told as done, and another's`);
    else if (own.at > lostAt) this.#violate(`${event.location} is told as done after the run was lost`);
  }

  #tell(event: Extract<RunEvent, { location: string; attempt: number }>, more = ""): void {
    this.#world.tell(this.#life.name, `${event.type} ${event.location} attempt ${event.attempt} ${more}`);
  }

  #violate(what: string): void {
    this.#world.violate("wrong", `${this.#life.name}: ${what}`);
  }
}
