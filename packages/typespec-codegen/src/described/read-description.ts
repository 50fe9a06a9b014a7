import { TierkreisError } from "@tierkreis/core";
import { resolvePath } from "@typespec/compiler";
import type { StubDiagnostic } from "../diagnostics.ts";
import type { StubModule } from "../ir.ts";
import { descriptionSchema } from "./description.ts";
import { moduleOf } from "./to-module.ts";

/** The Python program that asks a worker for its tasks: `python <it> <main.py> <file to write JSON to>`. */
export const describeProgram: string = resolvePath(import.meta.dirname, "../../lib/describe.py");

/** A worker without a schema, which can be asked for its tasks. */
export interface AskedWorker {
  readonly worker: string;
  /** The file that starts it. */
  readonly main: string;
}

/** What a worker said: a module of stubs, or nothing where it has no tasks to tell. */
export interface Told {
  readonly module: StubModule | undefined;
  readonly diagnostics: readonly StubDiagnostic[];
}

/** Reads what `describeProgram` wrote. Throws `TKR_WORKER_INVALID` when the worker failed before it could tell. */
export function readDescription({ worker, main }: AskedWorker, json: unknown): Told {
  const said = descriptionSchema.parse(json);
  if ("error" in said) {
    const { message, file = main, line } = said.error;
    const place = `${file}${line ? `:${String(line)}` : ""}`;
    const text = `The worker ${worker} could not be asked for its tasks: ${place}: ${message}`;
    throw new TierkreisError("TKR_WORKER_INVALID", text, { worker, file, ...(line ? { line } : {}) });
  }
  if ("none" in said) return { module: undefined, diagnostics: [] };
  const diagnostics = said.skipped.map(({ name, why, line = 1 }) => ({
    severity: "warning" as const,
    code: "untyped-task",
    message: `The task ${name} has no stub: ${why}.`,
    file: main,
    line,
    column: 1,
  }));
  return { module: said.tasks.length === 0 ? undefined : moduleOf(said, worker), diagnostics };
}
