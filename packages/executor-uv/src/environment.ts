import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { cachedEnvironment } from "./cached-environment.ts";
import { runUv, type UvPlace } from "./uv.ts";
import type { WorkerSource } from "./worker-source.ts";

/** A Python with all that a worker needs. */
export interface PythonEnvironment {
  readonly folder: string;
  /** The interpreter, to be started directly. */
  readonly python: string;
  /** Its version and all packages, as `uv pip freeze` tells them. */
  readonly packages: readonly string[];
  /** SHA-256 of these. */
  readonly digest: string;
}

/** How environments are made. */
export interface EnvironmentOptions {
  /** The folder of all environments. */
  readonly cache: string;
  readonly python: string | undefined;
}

/** Makes the worker's environment, or looks whether the one that is there still has all that it needs. */
export async function prepareEnvironment(
  uv: UvPlace,
  source: WorkerSource,
  { cache, python: chosen }: EnvironmentOptions,
): Promise<PythonEnvironment> {
  const { needs, main } = source;
  const folder =
    needs.kind === "script"
      ? await scriptEnvironment(uv, main, chosen)
      : await cachedEnvironment(uv, needs, { cache, python: chosen });
  const python = join(folder, "bin", "python");
  const { stdout } = await runUv(uv, ["pip", "freeze", "--quiet", "--python", python]);
  const packages = [`python==${versionOf(folder)}`, ...stdout.split("\n").filter(Boolean)];
  const digest = createHash("sha256").update(packages.join("\n")).digest("hex");
  return { folder, python, packages, digest };
}

/** uv keeps the environments of scripts itself, in its own cache. */
async function scriptEnvironment(uv: UvPlace, main: string, python: string | undefined): Promise<string> {
  const chosen = python === undefined ? [] : ["--python", python];
  await runUv(uv, ["sync", ...chosen, "--script", main]);
  const found = await runUv(uv, ["python", "find", ...chosen, "--script", main]);
  return dirname(dirname(found.stdout.trim()));
}

function versionOf(environment: string): string {
  const settings = readFileSync(join(environment, "pyvenv.cfg"), "utf8");
  return /^version(?:_info)?\s*=\s*(\S+)/m.exec(settings)?.[1] ?? "unknown";
}
