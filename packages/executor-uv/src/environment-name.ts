import { createHash } from "node:crypto";
import { readFileSync, realpathSync } from "node:fs";
import { join } from "node:path";
import { errnoOf } from "@tierkreis/core";
import type { UvPlace } from "./uv.ts";
import type { Needs } from "./worker-source.ts";

/** The files of a project that say what its environment is made of. */
const sources = ["pyproject.toml", "uv.toml", ".python-version"];

/** A name for people to recognise and with a hash of all that the environment depends on: when that changes, a new one is made. */
export function environmentName(
  { worker, folder, env }: UvPlace,
  needs: Needs,
  python: string | undefined,
): string {
  const files = sources.map((name) => join(folder, name));
  if (needs.kind === "project" && needs.lock !== undefined) files.push(needs.lock);
  const hash = createHash("sha256");
  for (const part of [realpathSync(folder), needs.kind, python ?? "", env["UV_PYTHON"] ?? ""])
    hash.update(`${part}\0`);
  for (const file of files) hash.update(contentOf(file)).update("\0");
  const readable = worker.replaceAll(/[^A-Za-z0-9_-]+/g, "_").slice(0, 40);
  return `${readable}-${hash.digest("hex").slice(0, 16)}`;
}

function contentOf(file: string): Uint8Array | string {
  try {
    return readFileSync(file);
  } catch (error) {
    if (errnoOf(error) === "ENOENT") return "";
    throw error;
  }
}
