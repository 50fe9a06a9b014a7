import { startRun, type RunHandle } from "@tierkreis/controller";
import { messageOf, TierkreisError, type ErrorCode, type Executor, type Storage } from "@tierkreis/core";
import { Client } from "./client.ts";
import { LifeRules } from "./life-rules.ts";
import type { Puzzle } from "./random-graph.ts";
import type { Settings } from "./random-settings.ts";
import type { SimProcess } from "./sim-process.ts";
import type { TaskPlan } from "./sim-executor.ts";
import type { TroublePlan } from "./disk-trouble.ts";
import type { World } from "./world.ts";

export const RUN = "00000000-0000-0000-0000-000000051301";

/** What becomes of a life: its outputs, the code of its error, or nothing, when it crashed. */
export type LifeEnd = { readonly outputs: unknown } | { readonly code: ErrorCode } | "crashed";

export interface LifePlan {
  readonly trouble: TroublePlan;
  readonly tasks: TaskPlan;
  readonly settings: Settings;
}

/** One controller of the run, from its start until it settles or dies. */
export class Life extends Client {
  readonly tasks: TaskPlan;
  readonly settings: Settings;
  readonly rules: LifeRules;
  /** The epoch it owns or owned; 0 before. */
  epoch = 0;
  ownedAt: number | undefined;
  /** When another took the run over. */
  lostAt: number | undefined;
  /** When it recorded that the run is done. */
  rootDoneAt: number | undefined;
  /** When it was told to end. */
  cancelledAt: number | undefined;
  settledAt = Infinity;
  /** Milliseconds that it was paused in all. */
  paused = 0;
  isSettled = false;
  readonly #world: World;
  readonly #ended = Promise.withResolvers<LifeEnd>();
  readonly #abort = new AbortController();
  #handle: RunHandle<unknown> | undefined;
  /** Called before the operation of this number. */
  readonly #atOperation = new Map<number, () => void>();

  constructor(world: World, process: SimProcess, { trouble, tasks, settings }: LifePlan) {
    super(process, trouble);
    this.#world = world;
    this.tasks = tasks;
    this.settings = settings;
    this.rules = new LifeRules(world, this);
  }

  get ended(): Promise<LifeEnd> {
    return this.#ended.promise;
  }

  start({ graph, inputs, policies }: Puzzle, storage: Storage, executor: Executor): void {
    this.rules.policies = policies;
    const options = { ...this.settings, storage, executor, runId: RUN, signal: this.#abort.signal };
    const settle = (end: LifeEnd) => {
      this.#settled();
      this.#ended.resolve(end);
    };
    this.#world.time.schedule(0, this.process, () => {
      startRun(graph, inputs, options)
        .then(async (handle) => {
          this.#handle = handle;
          const heard = this.rules.hear(handle.events);
          const outputs = await handle.outputs.finally(() => this.#settled());
          await heard;
          return outputs;
        })
        .then(
          (outputs) => {
            this.#world.tell(this.name, `gives ${JSON.stringify(outputs)}`);
            settle({ outputs });
          },
          (error: unknown) => {
            const code = TierkreisError.isInstance(error) ? error.code : undefined;
            this.#world.tell(
              this.name,
              `ends with ${code ?? "no code"}: ${messageOf(error).split("\n")[0] ?? ""}`,
            );
            if (code === undefined)
              this.#world.violate("wrong", `an error without a code: ${messageOf(error)}`);
            settle({ code: code ?? "TKR_BUG" });
          },
        );
    });
  }

  override onOperation(what: string): void {
    super.onOperation(what);
    // A look for requests that is under way at the end goes on, and does nothing.
    if (this.isSettled && !what.endsWith("/control/cancel"))
      this.#world.violate("left", `${this.name} still does ${what} after it has settled`);
    this.#atOperation.get(this.operations)?.();
  }

  atOperation(count: number, action: () => void): void {
    this.#atOperation.set(count, () => this.#world.time.schedule(0, undefined, action));
  }

  /** It dies, and nobody tells it. */
  crash(): void {
    if (this.isSettled || this.process.isDead) return;
    this.#world.tell(this.name, "crashes");
    this.process.isDead = true;
    this.#ended.resolve("crashed");
  }

  pause(milliseconds: number): void {
    if (this.isSettled || this.process.isDead) return;
    this.#world.tell(this.name, `is paused for ${milliseconds.toFixed(0)} ms`);
    this.process.pausedUntil = this.#world.time.now + milliseconds;
    this.paused += milliseconds;
  }

  /** Its own process cancels it, by the handle or by the signal. */
  cancel(by: "handle" | "signal"): void {
    this.#world.time.schedule(0, this.process, () => {
      if (this.isSettled) return;
      if (by === "handle" && this.#handle === undefined) return;
      this.#world.tell(this.name, `is cancelled by its ${by}`);
      this.toldToEnd();
      if (by === "signal") this.#abort.abort();
      else void this.#handle?.cancel();
      this.#world.time.schedule(0, undefined, () => this.rules.checkAllTold());
    });
  }

  /** Somebody has asked for its end. */
  toldToEnd(): void {
    this.reasons.add("TKR_CANCELLED");
    this.cancelledAt ??= this.#world.time.now;
  }

  #settled(): void {
    this.isSettled = true;
    this.settledAt = Math.min(this.settledAt, this.#world.time.now);
  }
}
