import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { errnoOf, messageOf, TierkreisError } from "@tierkreis/core";
import { environmentName } from "./environment-name.ts";
import type { EnvironmentOptions } from "./environment.ts";
import { runUv, type UvPlace } from "./uv.ts";
import type { Needs } from "./worker-source.ts";

type Project = Extract<Needs, { kind: "project" }>;

/**
 * The folder of the environment of a project, or of a worker without needs. It is made aside and renamed into its place:
 * what lies there is whole, whoever made it, so two controllers at once need no lock.
 */
export async function cachedEnvironment(
  uv: UvPlace,
  needs: Exclude<Needs, { kind: "script" }>,
  { cache, python }: EnvironmentOptions,
): Promise<string> {
  const place = join(cache, environmentName(uv, needs, python));
  if (isWhole(place)) {
    if (needs.kind === "project") await refresh(uv, needs, place);
    return place;
  }
  await makeFolder(cache, uv.worker);
  const aside = `${place}.${randomUUID()}`;
  try {
    const { stderr } = await runUv(uv, [
      "venv",
      "--relocatable",
      ...(python === undefined ? [] : ["--python", python]),
      aside,
    ]);
    if (needs.kind === "project") {
      refuseOtherPython(uv.worker, stderr);
      await install(uv, needs, aside);
    }
    await putInPlace(aside, place);
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
  return place;
}

/** Whether it is there, and the Python it was made with too. */
function isWhole(environment: string): boolean {
  return existsSync(join(environment, "bin", "python"));
}

async function putInPlace(aside: string, place: string): Promise<void> {
  try {
    await rename(aside, place);
  } catch (error) {
    if (!["ENOTEMPTY", "EEXIST"].includes(errnoOf(error) ?? "")) throw error;
    // Another controller was quicker; or what is there lost its Python, and goes.
    if (isWhole(place)) return;
    await rename(place, `${aside}.old`);
    await rename(aside, place);
    await rm(`${aside}.old`, { recursive: true, force: true });
  }
}

async function install(uv: UvPlace, { lock, isPackage }: Project, environment: string): Promise<void> {
  if (lock !== undefined) {
    await sync(uv, environment);
    return;
  }
  const what = isPackage ? ["--editable", "."] : ["--requirements", "pyproject.toml"];
  await runUv(uv, ["pip", "install", "--python", environment, ...what]);
}

/** Adds what has come to be missing. Nothing is asked of the network as long as nothing is. */
async function refresh(uv: UvPlace, { lock }: Project, environment: string): Promise<void> {
  if (lock !== undefined) {
    await sync(uv, environment);
    return;
  }
  const args = ["--python", environment, "--requirements", "pyproject.toml"];
  await runUv(uv, ["pip", "install", "--offline", ...args]).catch(() =>
    runUv(uv, ["pip", "install", ...args]),
  );
}

/** Only a project that has a lock is synchronised: any other would get one, and runs leave a worker's folder alone. */
async function sync(uv: UvPlace, environment: string): Promise<void> {
  const locked = uv.env["UV_FROZEN"] === undefined ? ["--locked"] : [];
  await runUv(uv, ["sync", ...locked], { UV_PROJECT_ENVIRONMENT: environment });
}

/** uv only warns of this when it makes an environment that is empty yet. */
function refuseOtherPython(worker: string, words: string): void {
  const warning = words.split("\n").find((line) => line.includes("incompatible with the project's Python"));
  if (warning === undefined) return;
  const message = `[executor-uv] The environment of worker ${worker} could not be made.\n${warning}`;
  throw new TierkreisError("TKR_ENVIRONMENT_FAILED", message, { worker });
}

async function makeFolder(cache: string, worker: string): Promise<void> {
  try {
    await mkdir(cache, { recursive: true });
  } catch (error) {
    const message =
      `[executor-uv] The environment of worker ${worker} could not be made in ${cache}: ${messageOf(error)}. ` +
      `Choose another folder by the option environments or by XDG_CACHE_HOME.`;
    throw new TierkreisError("TKR_ENVIRONMENT_FAILED", message, { worker, file: cache, cause: error });
  }
}
