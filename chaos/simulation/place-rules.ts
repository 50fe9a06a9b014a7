import type { Concurrency } from "@tierkreis/controller";

interface Resources {
  readonly cpus?: number | undefined;
  readonly memory?: number | undefined;
}

/** Counts what is under way in one life, and holds it to what the user allowed. */
export class PlaceRules {
  readonly #limits: Concurrency;
  readonly #violate: (what: string) => void;
  readonly #underWay = new Set<{ readonly worker: string; readonly cpus: number; readonly memory: number }>();

  constructor(concurrency: number | Concurrency = {}, violate: (what: string) => void) {
    this.#limits = typeof concurrency === "number" ? { tasks: concurrency } : concurrency;
    this.#violate = violate;
  }

  /** Something of a worker begins; what is given back ends it. */
  take(worker: string, { cpus = 1, memory = 0 }: Resources): () => void {
    const taken = { worker, cpus, memory };
    this.#underWay.add(taken);
    this.#check(worker);
    return () => this.#underWay.delete(taken);
  }

  #check(worker: string): void {
    const { tasks = Infinity, memory = Infinity, workers = {}, executors = {} } = this.#limits;
    const all = [...this.#underWay];
    const sum = (what: "cpus" | "memory") => all.reduce((total, one) => total + one[what], 0);
    if (all.length > 1 && sum("cpus") > tasks) this.#violate(`${sum("cpus")} places of ${tasks} are taken`);
    if (all.length > 1 && sum("memory") > memory)
      this.#violate(`${sum("memory")} bytes of ${memory} are taken`);
    const ofWorker = all.filter((one) => one.worker === worker).length;
    // Each worker here has an executor of its name.
    const most = Math.min(workers[worker] ?? Infinity, executors[worker] ?? Infinity);
    if (ofWorker > most) this.#violate(`${ofWorker} tasks of ${worker} are under way, not ${most}`);
  }
}
