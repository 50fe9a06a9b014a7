import { closeSync, existsSync, fstatSync, openSync, readSync } from "node:fs";
import type { Storage } from "@tierkreis/core";

const TAIL = 4096;

/** The last lines of a task's log, and where all of it lies. */
export async function logTail(
  storage: Storage,
  key: string,
): Promise<{ readonly tail: string; readonly log: string }> {
  const path = storage.localPath?.(key);
  if (path !== undefined) return { tail: existsSync(path) ? readTail(path) : "", log: path };
  if ((await storage.stat(key)) === undefined) return { tail: "", log: key };
  // A log may be larger than memory.
  let end = new Uint8Array();
  for await (const piece of storage.readStream(key)) end = Buffer.concat([end, piece]).subarray(-TAIL);
  return { tail: lastLines(end), log: `${storage.name} ${key}` };
}

function readTail(path: string): string {
  const file = openSync(path, "r");
  try {
    const { size } = fstatSync(file);
    const buffer = Buffer.alloc(Math.min(size, TAIL));
    readSync(file, buffer, 0, buffer.length, size - buffer.length);
    return lastLines(buffer);
  } finally {
    closeSync(file);
  }
}

function lastLines(bytes: Uint8Array): string {
  const lines = new TextDecoder().decode(bytes.subarray(-TAIL)).trimEnd().split("\n");
  return lines.slice(-20).join("\n");
}
