import type { TaskCall, Workspace } from "@tierkreis/core";
import { namedOutputs } from "./variable-ports.ts";

/** Variables that a task of ours, which started this process, had of its own. */
const inherited = /^(input|output)_.*_(file|value)$/s;

/** The variables of the worker contract, all paths absolute. `undefined` takes one of an outer task away. */
export function taskVariables(
  call: TaskCall,
  workspace: Workspace,
  workerDir: string,
): Record<string, string | undefined> {
  const variables: Record<string, string | undefined> = {};
  for (const name of Object.keys(process.env)) if (inherited.test(name)) variables[name] = undefined;
  for (const port of call.inputs) variables[`input_${port}_file`] = workspace.inputs[port];
  for (const port of namedOutputs(call.outputs)) variables[`output_${port}_file`] = workspace.outputs[port];
  return {
    ...variables,
    checkpoints_directory: workspace.checkpoints,
    TKR_DIR: workspace.checkpoints,
    function_name: call.task,
    worker_dir: workerDir,
    worker_call_args_file: workspace.callArgs,
    done_path: workspace.donePath,
    error_path: workspace.errorPath,
    output_dir: workspace.outputDir,
    logs_path: workspace.log,
  };
}
