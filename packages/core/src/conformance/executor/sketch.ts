import type { Executor } from "../../executor.ts";
import type { Trial } from "./trial.ts";

/** A test before it has a name in the suite. */
export interface Sketch {
  /** Why it does not apply to this executor; nothing when it does. */
  readonly skip?: (executor: Executor) => string | undefined;
  /** Whether all folders have names that are hard to quote. */
  readonly hostile?: boolean;
  readonly test: (trial: Trial) => Promise<void>;
}

/** The tests of a group by what they say. */
export type Group = Readonly<Record<string, Sketch>>;

/** For tasks that are programs. */
export function unlessFunctions({ capabilities = {} }: Executor): string | undefined {
  return capabilities.programs === false ? "its tasks are no programs" : undefined;
}

/** For tasks that are functions. */
export function unlessPrograms({ capabilities = {} }: Executor): string | undefined {
  return capabilities.programs === false ? undefined : "its tasks are programs";
}

/** For tasks with any number of ports. */
export function unlessSinglePorts({ capabilities = {} }: Executor): string | undefined {
  return capabilities.namedPorts === false ? "its tasks have one input and one output" : undefined;
}

/** For tasks with numbered outputs. */
export function unlessUnnumbered(executor: Executor): string | undefined {
  const numbered = executor.capabilities?.numberedOutputs;
  return (
    unlessSinglePorts(executor) ?? (numbered === false ? "its tasks have no numbered outputs" : undefined)
  );
}

/** For programs whose processes can be seen here. */
export function unlessElsewhere(executor: Executor): string | undefined {
  return (
    unlessFunctions(executor) ??
    (executor.capabilities?.local === false ? "its programs run on another machine" : undefined)
  );
}

/** For executors that take tasks over. */
export function unlessFinal(executor: Executor): string | undefined {
  return executor.reattach === undefined ? "it has no reattach" : undefined;
}

/** For executors whose tasks live on without their controller. */
export function unlessEndedWithController(executor: Executor): string | undefined {
  return (
    unlessFinal(executor) ??
    (executor.capabilities?.survives === false ? "its tasks end with their controller" : undefined)
  );
}
