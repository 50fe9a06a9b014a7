// What a worker thread runs: the jobs that it is given, one after the other.
import { parentPort } from "node:worker_threads";
import { encodeValue, messageOf, TierkreisError } from "@tierkreis/core";
import { capture, type Writing } from "../capture.ts";
import { importError } from "../folder/import-error.ts";
import type { Implementation } from "../implement.ts";
import { byTask, exportedImplementations } from "../implementations.ts";
import { readInputs } from "../read-inputs.ts";
import { readResult } from "../read-result.ts";
import { perform } from "../run-function.ts";
import { markThread } from "./in-thread.ts";
import { toPosted } from "./posted-error.ts";
import type { FromThread, ThreadJob, ToThread } from "./protocol.ts";

if (parentPort === null) throw new TypeError("This module is for worker threads.");
const port = parentPort;
let abort = new AbortController();

const post = (message: FromThread): void => port.postMessage(message);

markThread();
captureAll(process.stdout);
captureAll(process.stderr);
port.on("message", (message: ToThread) => {
  if (message.op === "run") void run(message.job);
  else abort.abort();
});

async function run(job: ThreadJob): Promise<void> {
  abort = new AbortController();
  try {
    post({ op: "done", outputs: await outputsOf(job, abort.signal) });
  } catch (error) {
    post({ op: "failed", error: toPosted(error) });
  }
}

async function outputsOf(job: ThreadJob, signal: AbortSignal): Promise<Record<string, Uint8Array>> {
  const implementation = await find(job);
  const { definition } = implementation;
  const { run, location, attempt } = job;
  const log = (text: string): void => post({ op: "log", text: text.endsWith("\n") ? text : `${text}\n` });
  const inputs = readInputs(definition, job.inputs);
  const result = await perform(implementation, inputs, { signal, run, location, attempt, log });
  const outputs: Record<string, Uint8Array> = {};
  for (const [name, value] of Object.entries(readResult(definition, result, job.wanted)))
    outputs[name] = compact(encodeValue(value, job.types[name]));
  return outputs;
}

/** The implementation that the job's module exports. */
async function find({ module, worker, task }: ThreadJob): Promise<Implementation> {
  let exports: object;
  try {
    exports = (await import(module)) as object;
  } catch (error) {
    throw importError(worker, module, error);
  }
  const invalid = (problem: string): TierkreisError =>
    new TierkreisError("TKR_WORKER_INVALID", `[executor-inline] ${module} ${problem}`, { worker, task });
  try {
    const found = byTask(exportedImplementations(exports)).get(worker)?.get(task);
    if (found !== undefined) return found;
  } catch (error) {
    throw invalid(`is ambiguous: ${messageOf(error)}`);
  }
  throw invalid(
    `exports no implementation of ${worker}.${task}, which is to run in a thread. The module that a task names as its \`thread\` must export it.`,
  );
}

/** A view is posted with all of the buffer behind it. */
function compact(bytes: Uint8Array): Uint8Array {
  return bytes.byteLength === bytes.buffer.byteLength ? bytes : new Uint8Array(bytes);
}

/** What the task prints becomes part of its log, also when it never comes to an end. */
function captureAll(stream: NodeJS.WriteStream): void {
  const decoder = new TextDecoder();
  capture(stream as unknown as Writing, (chunk) => {
    post({ op: "log", text: typeof chunk === "string" ? chunk : decoder.decode(chunk, { stream: true }) });
    return true;
  });
}
