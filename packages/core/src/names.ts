import { TierkreisError } from "./errors.ts";

const portName = /^(?!__proto__$)[A-Za-z0-9_-]{1,200}$/;
const numberedPort = /^(?:(.+)-)?(0|[1-9]\d*)$/;
const controlCharacter = /\p{Cc}/u;

/** Throws `TKR_PORT_NAME` unless the name is `[A-Za-z0-9_-]+`. `*` (a map's element, numbered outputs) is not a name. */
export function checkPortName(name: string): void {
  if (!portName.test(name)) {
    throw new TierkreisError(
      "TKR_PORT_NAME",
      `${JSON.stringify(name)} is no port name. Use letters, digits, "_" and "-", at most 200 of them.`,
      { port: name },
    );
  }
}

/** Throws `TKR_WORKER_NAME` unless the name is one plain path segment: it becomes a folder or file of the registry. */
export function checkWorkerName(name: string): void {
  if (!isSegment(name) || name.startsWith("-")) {
    throw new TierkreisError(
      "TKR_WORKER_NAME",
      `${JSON.stringify(name)} is no worker name. A worker is one folder or file of the registry: no "/", no "..", no control characters.`,
      { worker: name },
    );
  }
}

/** Throws `TKR_WORKER_NAME` unless the name can stand after the worker's in `worker.task`. */
export function checkTaskName(name: string): void {
  if (!isSegment(name) || name.startsWith("-")) {
    throw new TierkreisError(
      "TKR_WORKER_NAME",
      `${JSON.stringify(name)} is no task name. Use one word without "/" and control characters.`,
      { task: name },
    );
  }
}

/** Splits a node's `function_name`, `worker.task`, at its last dot, and checks both names. */
export function splitFunctionName(functionName: string): { readonly worker: string; readonly task: string } {
  const dot = functionName.lastIndexOf(".");
  const worker = functionName.slice(0, Math.max(dot, 0));
  const task = functionName.slice(dot + 1);
  if (dot === -1) {
    throw new TierkreisError(
      "TKR_WORKER_NAME",
      `${JSON.stringify(functionName)} names no worker. A function node's name is worker.task, such as openssl_worker.genrsa.`,
      { task: functionName },
    );
  }
  checkWorkerName(worker);
  checkTaskName(task);
  return { worker, task };
}

/**
 * `value-3` is element 3 of the numbered port `value-*`, and `3` of `*`: its stem (`value`, or nothing) and number.
 * `undefined` for a plain name.
 */
export function splitNumberedPort(
  port: string,
): { readonly stem: string; readonly index: number } | undefined {
  const match = numberedPort.exec(port);
  return match === null ? undefined : { stem: match[1] ?? "", index: Number(match[2]) };
}

/** True when the text can be one segment of a key and one name in a folder. */
export function isSegment(text: string): boolean {
  return (
    text !== "" &&
    text !== "." &&
    text !== ".." &&
    !text.includes("/") &&
    !text.includes("\\") &&
    !controlCharacter.test(text) &&
    text.isWellFormed() &&
    Buffer.byteLength(text) <= 255
  );
}
