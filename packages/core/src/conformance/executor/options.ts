import type { Executor } from "../../executor.ts";
import type { ProbeName } from "./probes.ts";

/**
 * Makes the executor under test. `place` is a temporary folder, empty at first, to put the probe tasks in; it is removed after
 * the test. Called again for a place where they are, by another process too, it gives an executor that finds them.
 */
export type MakeExecutor = (place: string) => Executor | Promise<Executor>;

/** Options of `executorSuite`. */
export interface ExecutorSuiteOptions {
  /**
   * Where a probe task is found.
   * @default `(probe) => ({ worker: "conformance", task: probe })`
   */
  readonly find?: (probe: ProbeName | "no-such-probe") => { readonly worker: string; readonly task: string };
  /**
   * The folder of a place that has an entry for each worker.
   * @default the place itself
   */
  readonly registry?: (place: string) => string;
  /**
   * Milliseconds that anything may take which has to happen: a task that starts, settles, or ends after it was aborted.
   * @default 30000
   */
  readonly patience?: number;
  /**
   * The module that exports `makeExecutor` by this name, such as `new URL("./make-executor.ts", import.meta.url)`: a process to be
   * killed runs tasks with it. Needed for executors whose tasks survive their controller.
   */
  readonly module?: URL | string;
}
