import { isDeepStrictEqual } from "node:util";
import { cancelRun, readOutputs } from "@tierkreis/controller";
import { locationSegment, TierkreisError, type Storage } from "@tierkreis/core";
import { Random } from "../world/random.ts";
import { Client } from "./client.ts";
import { noTrouble, randomTrouble } from "./disk-trouble.ts";
import { Jobs } from "./jobs.ts";
import { Ledger } from "./ledger.ts";
import { Life, RUN, type LifeEnd, type LifePlan } from "./life.ts";
import { randomPuzzle, type Puzzle } from "./random-graph.ts";
import { randomSettings } from "./random-settings.ts";
import type { Stage } from "./replace-globals.ts";
import { SimDisk } from "./sim-disk.ts";
import { SimExecutor, type TaskPlan } from "./sim-executor.ts";
import { SimProcess } from "./sim-process.ts";
import { World } from "./world.ts";

/** Milliseconds of virtual time after which nothing goes on any more. */
const LONGEST = 4 * 3_600_000;
const MOST_STEPS = 400_000;
/** What is so wrong need not be followed to its end. */
const MOST_VIOLATIONS = 20;
/** Milliseconds after its end in which a life may still have timers: the watch over storages looks once a second. */
const AFTERGLOW = 2000;
/** Milliseconds until a life that is to end has ended: a beat of its heart, and the longest that a job takes to listen. */
const HASTE = 20_000;
/** Lives without a fault after which the run has to be done. */
const MOST_LIVES = 12;

/** One simulation: a run, its lives with all that happens to them, until it is done. */
export class Play {
  readonly world: World;
  /** Faults that were made. */
  faults = 0;
  readonly #disk: SimDisk;
  readonly #ledger: Ledger;
  readonly #jobs: Jobs;
  readonly #puzzle: Puzzle;
  readonly #random: Random;
  readonly #seed: number;
  readonly #farewells: Promise<void>[] = [];
  #lives = 0;

  constructor(seed: number, keepsStory = false) {
    this.#seed = seed;
    this.world = new World(seed, keepsStory);
    this.#random = this.world.random;
    this.#ledger = new Ledger(this.world);
    this.#disk = new SimDisk(this.world, this.#ledger);
    this.#jobs = new Jobs(this.world, this.#ledger);
    this.#puzzle = randomPuzzle(this.#random);
  }

  /** Plays it on a stage that it has for itself. */
  async play(stage: Stage): Promise<void> {
    const { time } = this.world;
    stage.time = time;
    stage.random = new Random(this.#seed + 0x5eed);
    const state: { isOver: boolean; thrown?: unknown } = { isOver: false };
    void this.#whole().then(
      () => (state.isOver = true),
      (thrown: unknown) => Object.assign(state, { isOver: true, thrown }),
    );
    const { violations } = this.world;
    const isEnough = () => violations.length > MOST_VIOLATIONS;
    await time.run(() => state.isOver || isEnough() || time.elapsed > LONGEST || time.steps > MOST_STEPS);
    if (!state.isOver && !isEnough())
      this.world.violate("hangs", `not over after ${time.elapsed.toFixed(0)} ms and ${time.steps} steps`);
    if (state.thrown !== undefined) throw asError(state.thrown);
  }

  /** Records that a paused owner removed when it woke up. */
  get wiped(): number {
    return this.#ledger.wiped;
  }

  async #whole(): Promise<void> {
    const random = this.#random;
    for (let lives = random.pick([0, 1, 1, 2, 3]); lives > 0; lives--) await this.#troubled();
    for (let lives = 0; ; lives++) {
      const life = this.#begin({ trouble: noTrouble, tasks: calm, settings: calmed(randomSettings(random)) });
      const end = await life.ended;
      this.#checkEnd(life, end);
      if (end !== "crashed" && "outputs" in end) break;
      if (lives === MOST_LIVES) {
        this.world.violate("wrong", `${lives} lives without a fault did not finish the run`);
        break;
      }
      await this.world.time.sleep(random.next() * 20_000);
    }
    if (this.#ledger.wiped === 0) await this.#checkDone();
    await Promise.all(this.#farewells);
  }

  /** One life to which things happen, perhaps with another one beside it. */
  async #troubled(): Promise<void> {
    const random = this.#random;
    const life = this.#begin(this.#randomPlan());
    const lives = [life];
    const trouble = random.below(6);
    this.faults++;
    switch (trouble) {
      case 0:
        this.#sometime(life, () => this.#crash(life));
        break;
      case 1: {
        const length = 1000 + random.next() * 80_000;
        this.#sometime(life, () => life.pause(length));
        if (random.chance(0.8)) lives.push(await this.#rival(random.next() * 60_000));
        break;
      }
      case 2:
        this.#sometime(life, () => life.cancel(random.pick(["handle", "signal"])));
        break;
      case 3:
        this.#sometime(life, () => void this.#cancelFromElsewhere(random.pick(machines)));
        break;
      case 4:
        lives.push(await this.#rival(random.pick([0, 10, 5000]) * random.next()));
        break;
      default:
        this.faults--;
    }
    for (const one of lives) this.#checkEnd(one, await one.ended);
    if (random.chance(0.7)) await this.world.time.sleep(random.next() * 40_000);
  }

  /** Another controller of the same run, after some time. It may crash, too. */
  async #rival(after: number): Promise<Life> {
    await this.world.time.sleep(after);
    const rival = this.#begin(this.#randomPlan());
    if (this.#random.chance(0.3)) this.#sometime(rival, () => this.#crash(rival));
    return rival;
  }

  #begin(plan: LifePlan): Life {
    const { world } = this;
    const process = new SimProcess(`life ${++this.#lives}`, this.#random.pick(machines));
    const life = new Life(world, process, plan);
    life.rules.jobs = this.#jobs;
    life.rules.ledger = this.#ledger;
    world.tell(life.name, `begins on ${process.machine}: ${world.story && JSON.stringify(plan)}`);
    life.start(this.#puzzle, this.#disk.open(life), new SimExecutor(this.#jobs, life));
    this.#farewells.push(life.ended.then(() => this.#farewell(life)));
    return life;
  }

  #randomPlan(): LifePlan {
    const random = this.#random;
    return {
      trouble: randomTrouble(random),
      tasks: {
        failing: random.pick([0, 0, 0.1, 0.4]),
        durations: random.pick<TaskPlan["durations"]>([
          [0, 20],
          [5, 300],
          [1, 2000],
          [100, 20_000, 60_000],
        ]),
        deaf: random.pick([0, 0, 0, 0.1]),
      },
      settings: randomSettings(random),
    };
  }

  /** At some operation of a life, or at some moment. */
  #sometime(life: Life, action: () => void): void {
    const random = this.#random;
    if (random.chance(0.6)) life.atOperation(1 + random.below(150), action);
    else this.world.time.schedule(10 ** (random.next() * 5), undefined, action);
  }

  #crash(life: Life): void {
    life.crash();
    if (life.process.isDead) this.#jobs.controllerGone(life);
  }

  async #cancelFromElsewhere(machine: string): Promise<void> {
    const { world } = this;
    const visitor = new Client(new SimProcess("visitor", machine), noTrouble);
    world.time.schedule(0, visitor.process, () => {
      cancelRun(this.#disk.open(visitor), RUN).then(
        () => world.tell(visitor.name, "has cancelled the run"),
        (error: unknown) => {
          const code = TierkreisError.isInstance(error) ? error.code : String(error);
          world.tell(visitor.name, `could not cancel: ${code}`);
          if (!["TKR_RUN_IDLE", "TKR_RUN_UNKNOWN", "TKR_RUN_LOCKED"].includes(code))
            world.violate("wrong", `cancelRun ended with ${code}`);
        },
      );
    });
  }

  /** How a life ended is what happened to it; and nothing of it is left. */
  #checkEnd(life: Life, end: LifeEnd): void {
    const { world } = this;
    if (end === "crashed") return;
    this.#checkHaste(life);
    for (const job of this.#jobs.liveOf(life))
      if (!life.reasons.has("TKR_EXECUTOR_FAULT"))
        world.violate("left", `job ${job.id} at ${job.location} outlives ${life.name}`);
    if ("outputs" in end) {
      if (!isDeepStrictEqual(end.outputs, this.#puzzle.expected))
        world.violate("wrong", `${life.name} gave ${JSON.stringify(end.outputs)}`);
      const { lostAt = Infinity, rootDoneAt = Infinity } = life;
      if (lostAt < rootDoneAt)
        world.violate("wrong", `${life.name} had lost the run, and told that it is done`);
      return;
    }
    const { code } = end;
    const isExplained =
      life.reasons.has(code) ||
      (code === "TKR_RUN_LOST" && life.lostAt !== undefined) ||
      (code === "TKR_RUN_LOCKED" && life.epoch === 0);
    if (!isExplained) world.violate("wrong", `${life.name} ended with ${code}, for which there is no reason`);
  }

  /** Who has lost the run, or is to end, notices soon, wherever nothing slows it down. */
  #checkHaste(life: Life): void {
    const { lostAt = Infinity, cancelledAt = Infinity, settledAt, process, trouble, reasons } = life;
    const since = Math.max(Math.min(lostAt, cancelledAt), process.pausedUntil);
    if (trouble.slow > 0 || trouble.silentAt < Infinity || reasons.has("TKR_EXECUTOR_FAULT")) return;
    if (settledAt - since > HASTE)
      this.world.violate(
        "hangs",
        `${life.name} settled ${(settledAt - since).toFixed(0)} ms after it was to end`,
      );
  }

  /** A while after its end nothing of a life is under way, and its process is gone. */
  async #farewell(life: Life): Promise<void> {
    const { world } = this;
    if (!life.process.isDead) {
      await world.time.sleep(AFTERGLOW);
      if (life.pending > 0 || world.time.pendingOf(life.process).length > 0)
        await world.time.sleep(AFTERGLOW);
      const timers = world.time.pendingOf(life.process).filter(({ isTimer }) => isTimer === true);
      if (timers.length > 0)
        world.violate("left", `${life.name} has ended, and ${timers.length} of its timers tick on`);
      world.tell(life.name, "exits");
      life.process.isDead = true;
    }
    this.#jobs.controllerGone(life);
  }

  /** What is stored of the finished run. */
  async #checkDone(): Promise<void> {
    const { world } = this;
    const reader = new Client(new SimProcess("reader", "near"), noTrouble);
    const storage: Storage = this.#disk.open(reader);
    const outputs = await readOutputs(this.#puzzle.graph, { storage, runId: RUN });
    if (!isDeepStrictEqual(outputs, this.#puzzle.expected))
      world.violate("wrong", `what is stored says ${JSON.stringify(outputs)}`);
    for (const location of this.#puzzle.needed)
      if (this.#ledger.recordsOf(locationSegment(location)).length === 0)
        world.violate("wrong", `the run is done without ${location}`);
  }
}

const machines = ["near", "far"] as const;
const calm = { failing: 0, durations: [0, 10], deaf: 0 } as const;

/** Without limits of time, which a storage may make too short. */
function calmed(settings: LifePlan["settings"]): LifePlan["settings"] {
  const { timeout, idleTimeout, ...rest } = settings;
  return timeout === undefined && idleTimeout === undefined ? settings : rest;
}

function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}
