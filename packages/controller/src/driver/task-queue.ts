import { Queue } from "./queue.ts";

/** How much of a run may be under way at once. */
export interface Places {
  /** Tasks, or the cpus they ask for. */
  readonly tasks: number;
  /** Bytes that tasks ask for together; `undefined` is no limit. */
  readonly memory: number | undefined;
  /** Tasks by executor and by worker; those that are not named have no limit of their own. */
  readonly executors: Readonly<Record<string, number>>;
  readonly workers: Readonly<Record<string, number>>;
}

/** What a task takes while it is under way. */
export interface Demand {
  readonly executor: string;
  readonly worker: string;
  readonly cpus: number;
  readonly memory: number;
}

interface Waiting<T> {
  readonly item: T;
  readonly demand: Demand;
  /** Which of all that came it is. */
  readonly turn: number;
}

/** Tasks of one worker on one executor wait in one line. */
interface Line<T> {
  readonly demand: Demand;
  readonly waiting: Queue<Waiting<T>>;
}

/**
 * Tasks that wait for a place. The oldest goes first; one whose executor or worker is full lets others go by, one that needs
 * more of the whole than is free does not, so that it is not kept waiting for ever. One that asks for more than there is runs alone.
 */
export class TaskQueue<T> {
  readonly #places: Places;
  readonly #lines = new Map<string, Line<T>>();
  /** Tasks under way by executor and by worker. */
  readonly #executors = new Map<string, number>();
  readonly #workers = new Map<string, number>();
  #cpus = 0;
  #memory = 0;
  #underWay = 0;
  #turns = 0;

  constructor(places: Places) {
    this.#places = places;
  }

  push(item: T, demand: Demand): void {
    const name = `${demand.executor}\n${demand.worker}`;
    let line = this.#lines.get(name);
    if (line === undefined) this.#lines.set(name, (line = { demand, waiting: new Queue<Waiting<T>>() }));
    line.waiting.push({ item, demand, turn: this.#turns++ });
  }

  /** The next task that there is a place for; it has taken it. */
  take(): { readonly item: T; readonly demand: Demand } | undefined {
    let line: Line<T> | undefined;
    for (const each of this.#lines.values()) {
      const head = each.waiting.first;
      if (head === undefined || this.#isFull(each.demand)) continue;
      if (line === undefined || head.turn < (line.waiting.first?.turn ?? 0)) line = each;
    }
    const head = line?.waiting.first;
    if (line === undefined || head === undefined || !this.#hasRoom(head.demand)) return undefined;
    line.waiting.shift();
    this.#count(head.demand, 1);
    return head;
  }

  /** Gives a place back. */
  release(demand: Demand): void {
    this.#count(demand, -1);
  }

  get isEmpty(): boolean {
    for (const { waiting } of this.#lines.values()) if (waiting.first !== undefined) return false;
    return true;
  }

  #isFull({ executor, worker }: Demand): boolean {
    const { executors, workers } = this.#places;
    return (
      (this.#executors.get(executor) ?? 0) >= (executors[executor] ?? Infinity) ||
      (this.#workers.get(worker) ?? 0) >= (workers[worker] ?? Infinity)
    );
  }

  #hasRoom({ cpus, memory }: Demand): boolean {
    const { tasks, memory: most = Infinity } = this.#places;
    return this.#underWay === 0 || (this.#cpus + cpus <= tasks && this.#memory + memory <= most);
  }

  #count({ executor, worker, cpus, memory }: Demand, sign: 1 | -1): void {
    this.#underWay += sign;
    this.#cpus += sign * cpus;
    this.#memory += sign * memory;
    this.#executors.set(executor, (this.#executors.get(executor) ?? 0) + sign);
    this.#workers.set(worker, (this.#workers.get(worker) ?? 0) + sign);
  }
}
