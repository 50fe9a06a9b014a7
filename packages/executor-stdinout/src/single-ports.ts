import { TierkreisError, type TaskSite } from "@tierkreis/core";

/** The one input and the one output of a task. */
export interface SinglePorts {
  readonly input: string;
  readonly output: string;
}

/** Throws `TKR_PORT_COUNT` unless the task has one input, to be read from, and one output, to be written to. */
export function singlePorts({ worker, task, inputs, outputs, location }: TaskSite): SinglePorts {
  const [input] = inputs;
  const [output] = outputs;
  const single = inputs.length === 1 && outputs.length === 1 && output !== "*";
  if (single && input !== undefined && output !== undefined) return { input, output };
  const list = (ports: readonly string[]): string => (ports.length === 0 ? "none" : ports.join(", "));
  throw new TierkreisError(
    "TKR_PORT_COUNT",
    `[executor-stdinout] ${worker}.${task} must have one input, for standard input, and one output, for standard output. ` +
      `Its inputs: ${list(inputs)}; its outputs: ${list(outputs)}. A shell worker can have any number.`,
    { worker, task, location },
  );
}
