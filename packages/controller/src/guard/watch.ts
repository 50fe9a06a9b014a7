/** Milliseconds that a driver may take to settle after it was told to end. */
export const SETTLE_MS = 15_000;
/** Milliseconds for what is only begun after that. */
const LATE_MS = 5_000;
/** Milliseconds for that when something has been given up already: the driver hardly answers again. */
const LOST_MS = 1_000;
/** Milliseconds between two looks at what is under way. */
const LOOK_MS = 1_000;

interface Operation {
  /** The look after which it last showed a sign of life. */
  seen: number;
  /** Ends the waiting; the words say why, and follow a name. */
  readonly giveUp: (why: string) => void;
}

/** Starts something of a driver. Whoever calls `alive` gets the whole time again. */
export type Start<T> = (alive: () => void) => PromiseLike<T> | T;

const never = () => false;

/**
 * Ends the waiting for what does not settle. Time is counted in looks, not read from a clock: a sleeping machine or a busy
 * event loop is no driver's fault. Where there is no limit, waiting ends when the process has nothing left to do that could
 * settle anything: Node would else end it without a word.
 */
export class Watch {
  readonly #limit: number;
  readonly #every: number;
  readonly #isExcused: () => boolean;
  readonly #operations = new Set<Operation>();
  #looks = 0;
  #hurriedAt: number | undefined;
  /** Something was given up after it was to end. */
  #isLost = false;
  #timer: NodeJS.Timeout | undefined;

  /**
   * @param limit Milliseconds that one operation may take; `Infinity` is no limit until `hurry`.
   * @param isExcused Whether the driver waits for somebody else at the moment: that is not its own time.
   */
  constructor(limit: number, isExcused: () => boolean = never) {
    this.#limit = limit;
    this.#isExcused = isExcused;
    this.#every = Math.min(LOOK_MS, Math.max(limit / 10, 1));
  }

  /** Settles as what is started does, or rejects with what `overdue` makes of the reason why nobody waits any more. */
  settle<T>(start: Start<T>, overdue: (why: string) => Error): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    const operation: Operation = { seen: this.#looks, giveUp: (why) => reject(overdue(why)) };
    this.#begin(operation);
    const fail = (error: unknown) => {
      this.#end(operation);
      reject(error);
    };
    try {
      Promise.resolve(start(() => (operation.seen = this.#looks))).then((result) => {
        this.#end(operation);
        resolve(result);
      }, fail);
    } catch (error) {
      fail(error);
    }
    return promise;
  }

  /** It is to end: what is under way gets a short time from now, what begins later even less. */
  hurry(): void {
    this.#hurriedAt ??= this.#looks;
    for (const operation of this.#operations) waitsForEver.delete(operation);
    if (this.#operations.size > 0) this.#keepLooking();
  }

  /** Everything has ended: nobody waits any more for what is under way. */
  letGo(): void {
    for (const operation of this.#operations) {
      this.#end(operation);
      operation.giveUp("was not waited for any more: the run has ended");
    }
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #begin(operation: Operation): void {
    this.#operations.add(operation);
    if (this.#limit === Infinity && this.#hurriedAt === undefined) waitsForEver.add(operation);
    else if (this.#operations.size === 1) this.#keepLooking();
  }

  #end(operation: Operation): void {
    this.#operations.delete(operation);
    if (this.#limit === Infinity) waitsForEver.delete(operation);
    // The timer goes with the next look: most operations take less than it takes to set one.
    if (this.#operations.size === 0) this.#timer?.unref();
  }

  #keepLooking(): void {
    if (this.#timer === undefined) this.#timer = setInterval(() => this.#look(), this.#every);
    else this.#timer.ref();
  }

  #look(): void {
    this.#looks++;
    if (this.#operations.size === 0) {
      clearInterval(this.#timer);
      this.#timer = undefined;
    }
    const isExcused = this.#isExcused();
    for (const operation of this.#operations) {
      if (isExcused) operation.seen = this.#looks;
      const waited = (this.#looks - operation.seen) * this.#every;
      if (waited < this.#patience(operation)) continue;
      this.#end(operation);
      this.#isLost = this.#hurriedAt !== undefined;
      operation.giveUp(this.#words(waited));
    }
  }

  #words(waited: number): string {
    const seconds = (milliseconds: number) => `${String(Math.round(milliseconds / 100) / 10)} s`;
    if (this.#hurriedAt === undefined) return `has not settled for ${seconds(waited)}`;
    const since = Math.min(waited, (this.#looks - this.#hurriedAt) * this.#every);
    return `has still not settled ${seconds(since)} after it was to end`;
  }

  /** Milliseconds that an operation has from its last sign of life. */
  #patience({ seen }: Operation): number {
    if (this.#hurriedAt === undefined) return this.#limit;
    const rest = (this.#hurriedAt - seen) * this.#every + SETTLE_MS;
    return Math.min(this.#limit, Math.max(rest, this.#isLost ? LOST_MS : LATE_MS));
  }
}

/** What has no limit, of all watches. */
const waitsForEver = {
  operations: new Set<Operation>(),

  add(operation: Operation): void {
    this.operations.add(operation);
    if (this.operations.size === 1) process.on("beforeExit", giveUpAll);
  },

  delete(operation: Operation): void {
    if (this.operations.delete(operation) && this.operations.size === 0) process.off("beforeExit", giveUpAll);
  },
};

function giveUpAll(): void {
  for (const operation of waitsForEver.operations) {
    waitsForEver.delete(operation);
    operation.giveUp(
      "can not settle any more: nothing is left in this process that could bring it to an end",
    );
  }
}
