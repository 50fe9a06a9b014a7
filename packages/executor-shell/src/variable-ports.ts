import { splitNumberedPort, TierkreisError, type TaskSite } from "@tierkreis/core";

const variableName = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** True for numbered outputs (`*`, `value-0`): a script writes them to `$output_dir`, so they need no variable. */
function isNumbered(port: string): boolean {
  return port === "*" || splitNumberedPort(port) !== undefined;
}

/** The outputs that get a variable of their own. */
export function namedOutputs(ports: readonly string[]): readonly string[] {
  return ports.filter((port) => !isNumbered(port));
}

/** Throws `TKR_PORT_NAME` for a port that no shell variable can be named after. */
export function checkVariablePorts({ worker, task, inputs, outputs, location }: TaskSite): void {
  for (const [side, ports] of [
    ["input", inputs],
    ["output", namedOutputs(outputs)],
  ] as const) {
    const port = ports.find((name) => !variableName.test(name));
    if (port === undefined) continue;
    throw new TierkreisError(
      "TKR_PORT_NAME",
      `[executor-shell] The ${side} ${JSON.stringify(port)} of ${worker}.${task} can not be part of a shell variable's name. ` +
        `Use letters, digits and "_", and no digit at the start.`,
      { worker, task, port, location },
    );
  }
}
