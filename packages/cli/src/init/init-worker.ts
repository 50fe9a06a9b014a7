import { chmodSync, renameSync, statSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { checkWorkerName, TierkreisError } from "@tierkreis/core";
import { findOnPath } from "@tierkreis/process";
import type { WorkerCommandOptions } from "../commands/init-command.ts";
import { readSettings } from "../config/settings.ts";
import { usageError } from "../usage-error.ts";
import { copyTemplate } from "./copy-template.ts";
import { fillWorker } from "./fill-worker.ts";
import { nearPath } from "./near-path.ts";
import { makeFolder } from "./staged.ts";
import { likelyKind, workerKindOf, workerKinds, type WorkerKind } from "./worker-kinds.ts";

/** The name that the controller keeps for itself. */
const BUILTINS = "builtins";

/** `tkr init worker`: a worker that runs at once. Gives the exit status. */
export async function initWorker(name: string, options: WorkerCommandOptions): Promise<number> {
  checkName(name);
  const kind = readKind(options.kind);
  const registry = await registryOf(options);
  const isNew = statSync(registry, { throwIfNoEntry: false }) === undefined;
  const path = join(registry, name);
  if (statSync(path, { throwIfNoEntry: false }) !== undefined)
    throw usageError(`${path} is there already. Nothing is overwritten; name another worker.`, {
      file: path,
    });
  const other = kind === "stdinout" ? findOnPath(name) : undefined;
  if (other !== undefined)
    throw usageError(
      `${name} is also a program on PATH, ${other}, which would run in its place. Name the worker otherwise.`,
      { worker: name },
    );
  if (kind === "stdinout") await makeProgram(registry, name);
  else await makeFolder(resolve(path), (stage) => fillWorker(stage, { name, kind }));
  console.log(
    `Made ${path}${isNew ? `, and the registry ${registry} with it` : ""}. In a graph beside ${registry}:\n`,
  );
  for (const line of useOf(relative(".", path), { name, kind })) console.log(`  ${line}`);
  return 0;
}

function checkName(name: string): void {
  try {
    checkWorkerName(name);
  } catch (error) {
    if (!TierkreisError.isInstance(error)) throw error;
    throw usageError(error.message, { worker: name, cause: error });
  }
  if (name === BUILTINS)
    throw usageError(
      `${name} is the worker that is built in: one of your own with that name would never run. Name it otherwise.`,
      { worker: name },
    );
}

function readKind(word: string): WorkerKind {
  const kind = workerKindOf(word);
  if (kind !== undefined) return kind;
  const likely = likelyKind(word);
  const hint = likely === undefined ? "" : ` Did you mean ${likely}?`;
  throw usageError(
    `There is no kind of worker ${JSON.stringify(word)}.${hint} Kinds: ${workerKinds.join(", ")}.`,
  );
}

/** The first folder of the registry, made when it is not there. */
async function registryOf({ registry, config }: WorkerCommandOptions): Promise<string> {
  const settings = await readSettings({
    ...(config === undefined ? {} : { config }),
    ...(registry === undefined ? {} : { registry: [registry] }),
  });
  const folder = settings.registry.value[0] ?? ".";
  const stat = statSync(folder, { throwIfNoEntry: false });
  if (stat !== undefined && !stat.isDirectory())
    throw usageError(`The registry ${folder} is a file. Name a folder with --registry.`, { file: folder });
  return nearPath(folder);
}

/** A worker that is a file, not a folder. */
async function makeProgram(registry: string, name: string): Promise<void> {
  await makeFolder(resolve(registry), async (stage) => {
    copyTemplate("worker/stdinout", stage, {});
    if (name !== "WORKER") renameSync(join(stage, "WORKER"), join(stage, name));
    chmodSync(join(stage, name), 0o755);
  });
}

/** How a graph uses it. */
function useOf(path: string, { name, kind }: { readonly name: string; readonly kind: WorkerKind }): string[] {
  const file = JSON.stringify(`./${path}/${kind === "ts" ? "main.ts" : "api.ts"}`);
  switch (kind) {
    case "shell":
      return [`import { sum } from ${file};`, "const total = g.task(sum({ numbers: [1, 2, 3] }));"];
    case "python":
      return [`import { square } from ${file};`, "const squared = g.task(square({ number: 4 }));"];
    case "ts":
      return [`import { upTo } from ${file};`, "const numbers = g.task(upTo({ count: 3 }));"];
    case "stdinout":
      return [
        'import { script } from "@tierkreis/builder";',
        `const sorted = g.task(script(${JSON.stringify(name)}, new TextEncoder().encode("pear\\nfig\\n")));`,
      ];
  }
}
