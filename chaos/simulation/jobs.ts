import type { TaskContext, TaskEnd } from "@tierkreis/core";
import type { Job } from "./job.ts";
import type { Life } from "./life.ts";
import type { Ledger } from "./ledger.ts";
import type { TaskPlan } from "./sim-executor.ts";
import type { World } from "./world.ts";

/** All jobs of the world, of all lives of the run. */
export class Jobs {
  readonly world: World;
  readonly #ledger: Ledger;
  readonly #jobs: Job[] = [];
  #ids = 0;

  constructor(world: World, ledger: Ledger) {
    this.world = world;
    this.#ledger = ledger;
  }

  nextId(): number {
    return ++this.#ids;
  }

  find(id: number | undefined): Job | undefined {
    return this.#jobs.find((job) => job.id === id);
  }

  start(job: Job, context: TaskContext, plan: TaskPlan): void {
    const { time, random } = this.world;
    this.#checkAlone(job);
    this.#jobs.push(job);
    this.world.tell(job.life.name, `job ${job.id} at ${job.location} starts, attempt ${context.attempt}`);
    time.schedule(random.pick(plan.durations) * random.next(), undefined, () => {
      job.finish(random.chance(plan.failing) ? this.#failure() : { status: "ok" });
    });
    if (random.chance(0.3)) this.#log(job, context, random.pick([20, 150, 1000]));
  }

  /** It ends in its time, and may still end well; or it does not listen. */
  tellToEnd(job: Job, plan: TaskPlan): void {
    const { random } = this.world;
    job.isDeaf ||= !job.isTold && random.chance(plan.deaf);
    if (job.isDeaf) for (const { life } of job.waiters) life.reasons.add("TKR_EXECUTOR_FAULT");
    const after = job.isDeaf ? 30_000 : random.pick([0, 5, 100, 8000]) * random.next();
    job.tellToEnd(after, random.chance(0.2) ? { status: "ok" } : { status: "signal", signal: "SIGTERM" });
  }

  /** Ends a job by force. */
  async kill(job: Job, life: Life): Promise<void> {
    this.world.time.schedule(this.world.random.next() * 50, undefined, () => {
      job.finish({ status: "signal", signal: "SIGKILL" });
    });
    await job.wait(life);
  }

  /** Jobs that somebody waits for, or waited for. */
  liveOf(life: Life): readonly Job[] {
    return this.#jobs.filter(
      (job) => job.isLive && (job.life === life || job.waiters.some((waiter) => waiter.life === life)),
    );
  }

  /** A controller is gone, and with it what lives only with it. */
  controllerGone(life: Life): void {
    for (const job of this.#jobs)
      if (job.life === life && job.worker === "plain") job.finish({ status: "signal", signal: "SIGKILL" });
  }

  #log(job: Job, context: TaskContext, every: number): void {
    this.world.time.schedule(every, job.life.process, () => {
      if (!job.isLive) return;
      context.log("still at it");
      this.#log(job, context, every);
    });
  }

  #failure(): TaskEnd {
    return this.world.random.pick<TaskEnd>([
      { status: "exit", exitCode: 1 },
      { status: "exit", exitCode: 75 },
      { status: "signal", signal: "SIGKILL" },
      { status: "error", error: new Error("it failed") },
      { status: "lost", reason: "nobody knows" },
    ]);
  }

  /** No two jobs of one task, unless one is of an owner that has lost the run and could not be found. */
  #checkAlone(job: Job): void {
    for (const other of this.#jobs) {
      if (!other.isLive || other.location !== job.location) continue;
      const isStale = other.life !== job.life && other.life.lostAt !== undefined;
      const wasFound = other.worker !== "plain" && other.startedAt < (job.life.ownedAt ?? 0);
      if (job.life.epoch !== this.#ledger.epoch || (isStale && !wasFound)) continue;
      this.world.violate(
        "rerun",
        `${job.location} runs twice, started by ${other.life.name} and ${job.life.name}`,
      );
    }
  }
}
