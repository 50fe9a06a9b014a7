import type { ConformanceTest, RunnerContext } from "../conformance-test.ts";
import { cancellation } from "./groups/cancellation.ts";
import { check } from "./groups/check.ts";
import { concurrency } from "./groups/concurrency.ts";
import { contract } from "./groups/contract.ts";
import { failure } from "./groups/failure.ts";
import { folders } from "./groups/folders.ts";
import { inputs } from "./groups/inputs.ts";
import { leftovers } from "./groups/leftovers.ts";
import { log } from "./groups/log.ts";
import { names } from "./groups/names.ts";
import { outputs } from "./groups/outputs.ts";
import { reattaching } from "./groups/reattach.ts";
import { release } from "./groups/release.ts";
import { success } from "./groups/success.ts";
import { unknown } from "./groups/unknown.ts";
import type { ExecutorSuiteOptions, MakeExecutor } from "./options.ts";
import type { Group, Sketch } from "./sketch.ts";
import { DEFAULT_PATIENCE_MS, Trial } from "./trial.ts";

/** The groups in the order of the contract, by the word that their tests begin with. */
const groups: Readonly<Record<string, Group>> = {
  contract,
  success,
  failure,
  outputs,
  inputs,
  folders,
  log,
  cancellation,
  leftovers,
  concurrency,
  names,
  unknown,
  check,
  release,
  reattach: reattaching,
};

/** How often a test may have to be patient. */
const WAITS = 4;

/**
 * The tests that every executor has to pass.
 *
 * @example
 * for (const t of executorSuite(makeExecutor)) it(t.name, t.run, t.timeout);
 */
export function executorSuite(
  makeExecutor: MakeExecutor,
  options: ExecutorSuiteOptions = {},
): readonly ConformanceTest[] {
  return Object.entries(groups).flatMap(([group, sketches]) =>
    Object.entries(sketches).map(([sentence, sketch]): ConformanceTest => ({
      name: `${group}: ${sentence}`,
      group,
      timeout: WAITS * (options.patience ?? DEFAULT_PATIENCE_MS),
      run: (context) =>
        Trial.perform({ executor: makeExecutor, hostile: sketch.hostile ?? false }, options, (trial) =>
          performSketch(sketch, trial, context),
        ),
    })),
  );
}

async function performSketch(
  sketch: Sketch,
  trial: Trial,
  context: RunnerContext | undefined,
): Promise<void> {
  const why = sketch.skip?.(trial.executor);
  if (why === undefined) await sketch.test(trial);
  else context?.skip?.(why);
}
