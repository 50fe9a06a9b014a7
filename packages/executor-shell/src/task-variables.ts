import { readFileSync } from "node:fs";
import {
  messageOf,
  TierkreisError,
  workerCallSchema,
  type TaskCall,
  type WorkerCall,
  type Workspace,
} from "@tierkreis/core";
import { namedOutputs } from "./variable-ports.ts";

/** Variables that a task of ours, which started this process, had of its own. */
const inherited = /^(input|output)_.*_(file|value)$/s;

/** The variables of the worker contract, all paths absolute. `undefined` takes one of an outer task away. */
export function taskVariables(
  call: TaskCall,
  workspace: Workspace,
  workerDir: string,
): Record<string, string | undefined> {
  const args = readCallArgs(workspace.callArgs);
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
    error_path: args.error_path,
    output_dir: workspace.outputDir,
    logs_path: workspace.log,
  };
}

function readCallArgs(path: string): WorkerCall {
  try {
    return workerCallSchema.parse(JSON.parse(readFileSync(path, "utf8")));
  } catch (error) {
    throw new TierkreisError(
      "TKR_EXECUTOR_FAULT",
      `[executor-shell] ${path} is no call-args file: ${messageOf(error)}`,
      {
        file: path,
        cause: error,
      },
    );
  }
}
