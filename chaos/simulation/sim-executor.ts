import {
  TierkreisError,
  type Executor,
  type Json,
  type PureTask,
  type TaskCall,
  type TaskContext,
  type TaskEnd,
} from "@tierkreis/core";
import { pureTask } from "../../scripts/testing/graphs/pure-tasks.ts";
import { Job } from "./job.ts";
import type { Jobs } from "./jobs.ts";
import type { Life } from "./life.ts";
import type { Worker } from "./workers.ts";

/** How the tasks of one life behave. */
export interface TaskPlan {
  /** The share that fails. */
  readonly failing: number;
  /** Milliseconds that a task takes at most: one of these. */
  readonly durations: readonly [number, ...number[]];
  /** The share that does not end when it is told to. */
  readonly deaf: number;
}

/** Runs tasks as jobs of the simulated world. */
export class SimExecutor implements Executor {
  readonly specVersion = 1;
  readonly name = "sim";
  readonly #jobs: Jobs;
  readonly #life: Life;

  constructor(jobs: Jobs, life: Life) {
    this.#jobs = jobs;
    this.#life = life;
  }

  nameOf(worker: string): string {
    return worker;
  }

  pure(worker: string, task: string): PureTask | undefined {
    return pureTask(worker, task);
  }

  async run(call: TaskCall, context: TaskContext): Promise<TaskEnd> {
    return this.#life.rules.during({ call, context, isTakeOver: false }, async () => {
      const value = await sumOf(call, context);
      const id = this.#jobs.nextId();
      if (call.worker !== "plain") await context.saveHandle({ job: id });
      if (context.signal.aborted) return ended;
      const worker = call.worker as Worker;
      const job = new Job(this.#jobs.world, {
        id,
        location: context.location,
        worker,
        value,
        life: this.#life,
      });
      this.#jobs.start(job, context, this.#life.tasks);
      return this.#await(job, context);
    });
  }

  async reattach(handle: Json | undefined, call: TaskCall, context: TaskContext): Promise<TaskEnd> {
    return this.#life.rules.during({ call, context, isTakeOver: true }, async () => {
      const job = this.#jobs.find((handle as { job: number } | undefined)?.job);
      if (job === undefined) return { status: "lost", reason: "it was not started" };
      if (job.worker === "remnant") {
        job.isTold = true;
        await this.#jobs.kill(job, this.#life);
        return { status: "lost", reason: "what was left of it was ended" };
      }
      return this.#await(job, context);
    });
  }

  async #await(job: Job, context: TaskContext): Promise<TaskEnd> {
    const tell = () => this.#jobs.tellToEnd(job, this.#life.tasks);
    if (context.signal.aborted) tell();
    context.signal.addEventListener("abort", tell, { once: true });
    const end = await job.wait(this.#life);
    context.signal.removeEventListener("abort", tell);
    if (end.status === "ok") context.output("value").setValue(job.value);
    return end;
  }
}

const ended: TaskEnd = { status: "signal", signal: "SIGTERM" };

/** What a task gives: the interpreter says the same. */
async function sumOf(call: TaskCall, context: TaskContext): Promise<number> {
  let sum = 1;
  for (const port of call.inputs) {
    const value = await context.input(port).value();
    if (typeof value !== "number") throw new TierkreisError("TKR_BUG", `The input ${port} is no number.`);
    sum += value;
  }
  return sum % 1_000_003;
}
