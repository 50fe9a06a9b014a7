import type { ErrorCode, ErrorDetails, PortSchema } from "@tierkreis/core";
import type { WantedOutputs } from "../read-result.ts";

/** A task for a thread. Values travel as they are stored. */
export interface ThreadJob {
  /** The address of the module that exports the implementation. */
  readonly module: string;
  readonly worker: string;
  readonly task: string;
  readonly inputs: Readonly<Record<string, Uint8Array>>;
  readonly wanted: WantedOutputs;
  /** The types that the graph declares for the outputs. */
  readonly types: Readonly<Record<string, PortSchema>>;
  readonly run: string;
  readonly location: string;
  readonly attempt: number;
}

/** What a thread is told. It does one job at a time. */
export type ToThread = { readonly op: "run"; readonly job: ThreadJob } | { readonly op: "abort" };

/** An error in a form that can be posted. */
export interface PostedError {
  readonly name: string;
  readonly message: string;
  readonly stack: string | undefined;
  /** Of an error of ours. */
  readonly coded: { readonly code: ErrorCode; readonly details: ErrorDetails } | undefined;
}

/** What a thread tells. */
export type FromThread =
  | { readonly op: "log"; readonly text: string }
  | { readonly op: "done"; readonly outputs: Readonly<Record<string, Uint8Array>> }
  | { readonly op: "failed"; readonly error: PostedError };
