import { Worker } from "node:worker_threads";
import { errnoOf, messageOf, TierkreisError } from "@tierkreis/core";
import { LogLines } from "../log-lines.ts";
import { makeLoopsEndable } from "./endable-loops.ts";
import { watchMemory, type MemoryLimit } from "./memory-limit.ts";
import { fromPosted } from "./posted-error.ts";
import type { FromThread, ThreadJob, ToThread } from "./protocol.ts";

/** How long a function has to end by itself after its signal was aborted. */
const GRACE_MS = 1000;

const fromSource = import.meta.url.endsWith(".ts");
const entry = fromSource ? new URL("./main.ts", import.meta.url) : new URL("./main.js", import.meta.url);
/** From source, our packages are found by their sources; otherwise a thread has the flags of this process. */
const flags = fromSource ? { execArgv: ["--conditions=@tierkreis/source"] } : {};

/** What a thread is told of the one who waits for its job. */
export interface Waiting {
  readonly signal: AbortSignal;
  log(text: string): void;
}

type Outputs = Readonly<Record<string, Uint8Array>>;

interface Running {
  readonly waiting: Waiting;
  readonly ended: PromiseWithResolvers<Outputs>;
  readonly lines: LogLines;
}

/** A worker thread. It keeps the process alive while it has a job. */
export class Thread {
  readonly #worker: Worker;
  readonly #limit: MemoryLimit;
  #running: Running | undefined;
  #alive = true;
  /** Why it ended, when it said. */
  #error: Error | undefined;

  constructor(limit: MemoryLimit) {
    makeLoopsEndable();
    this.#limit = limit;
    this.#worker = new Worker(entry, {
      ...flags,
      resourceLimits: { maxOldGenerationSizeMb: limit.v8 },
      name: "tierkreis task",
      // What does not go through our port, such as warnings of Node's, must not reach the terminal either.
      stdout: true,
      stderr: true,
    });
    this.#worker.unref();
    for (const stream of [this.#worker.stdout, this.#worker.stderr])
      stream.setEncoding("utf8").on("data", (text: string) => this.#running?.lines.print(text));
    this.#worker.on("message", (message: FromThread) => this.#hear(message));
    this.#worker.on("error", (error) => {
      this.#alive = false;
      this.#error = error instanceof Error ? error : new Error(messageOf(error), { cause: error });
    });
    this.#worker.on("exit", (code) => {
      this.#alive = false;
      this.#settle()?.ended.reject(endedEarly(this.#error, code));
    });
  }

  /** False once the thread has ended. */
  get alive(): boolean {
    return this.#alive;
  }

  /** Does a job; resolves to the outputs as they are stored. Rejects with the task's error. */
  async perform(job: ThreadJob, waiting: Waiting): Promise<Outputs> {
    const running: Running = {
      waiting,
      ended: Promise.withResolvers(),
      lines: new LogLines((text) => waiting.log(text)),
    };
    this.#running = running;
    let timer: NodeJS.Timeout | undefined;
    const onAbort = (): void => {
      this.#post({ op: "abort" });
      timer = setTimeout(() => void this.end(), GRACE_MS);
    };
    this.#worker.ref();
    const stopWatching = watchMemory(this.#worker, this.#limit, () => {
      void this.end(outOfMemory());
    });
    this.#post({ op: "run", job });
    if (waiting.signal.aborted) onAbort();
    else waiting.signal.addEventListener("abort", onAbort, { once: true });
    try {
      return await running.ended.promise;
    } finally {
      stopWatching();
      clearTimeout(timer);
      waiting.signal.removeEventListener("abort", onAbort);
      this.#worker.unref();
    }
  }

  /** Ends the thread, whatever it is doing. */
  async end(
    reason: Error = new Error("its thread was ended, because it did not end by itself"),
  ): Promise<void> {
    this.#alive = false;
    this.#error ??= reason;
    await this.#worker.terminate();
  }

  #post(message: ToThread): void {
    this.#worker.postMessage(message);
  }

  #hear(message: FromThread): void {
    switch (message.op) {
      case "log":
        this.#running?.lines.print(message.text);
        break;
      case "done":
        this.#settle()?.ended.resolve(message.outputs);
        break;
      case "failed":
        this.#settle()?.ended.reject(fromPosted(message.error));
        break;
    }
  }

  /** The job has ended. */
  #settle(): Running | undefined {
    const running = this.#running;
    this.#running = undefined;
    running?.lines.end();
    return running;
  }
}

function endedEarly(error: Error | undefined, code: number): Error {
  if (error === undefined)
    return new Error(`its thread ended before it gave a result, as by process.exit(${code})`);
  return errnoOf(error) === "ERR_WORKER_OUT_OF_MEMORY" ? outOfMemory(error) : error;
}

function outOfMemory(cause?: Error): TierkreisError {
  return new TierkreisError("TKR_TASK_FAILED", "it needed more memory than its thread may have", { cause });
}
