import { type Dirent } from "node:fs";
import { readdir } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { errnoOf, messageOf, TierkreisError } from "@tierkreis/core";
import { readDescription } from "../described/read-description.ts";
import type { StubDiagnostic } from "../diagnostics.ts";
import { renderModule } from "../print/render.ts";
import { checkStubs, putStubs, type StubsState, stubsState, writeStubs } from "./write.ts";

/** How the stubs of a registry are made. */
export interface WorkerStubsOptions {
  /**
   * Writes nothing, only compares.
   *
   * @default false
   */
  readonly check?: boolean;
  /**
   * Replaces `api.ts` files that this package did not make, or that were edited by hand since.
   *
   * @default false
   */
  readonly force?: boolean;
  /**
   * The only workers to look at; those of them that are not there are left out.
   *
   * @default all of the registry
   */
  readonly only?: ReadonlySet<string>;
  /**
   * Asks a worker without a schema for its tasks: what `describeProgram` wrote, or nothing for a worker that is not asked.
   *
   * @default asks none
   */
  readonly ask?: (worker: string, folder: string) => Promise<AskedTasks | undefined>;
}

/** What a worker said of its tasks. */
export interface AskedTasks {
  /** The file that starts the worker. */
  readonly main: string;
  /** What `describeProgram` wrote. */
  readonly json: unknown;
}

/** What became of one worker's stubs. */
export interface WorkerStubs {
  readonly worker: string;
  /** What the stubs are made from: the path of the schema, or of the program that told its tasks; missing where there is neither. */
  readonly schema?: string;
  /** The path of the stubs. */
  readonly out: string;
  /** How the stubs stood to the schema before anything was written; missing when there is no schema, or an error. */
  readonly state?: StubsState;
  /** True when the stubs were written. */
  readonly written: boolean;
  /** Warnings about the schema. */
  readonly diagnostics: readonly StubDiagnostic[];
  /** Why there are no stubs. */
  readonly error?: TierkreisError;
}

/**
 * Writes `<worker>/api.ts` for each worker of a registry that has a schema or tells its tasks, in the order of their names. A worker that fails
 * does not stop the others: its `error` says why.
 */
export async function workerStubs(
  registry: string,
  options: WorkerStubsOptions = {},
): Promise<readonly WorkerStubs[]> {
  const { only } = options;
  const results: WorkerStubs[] = [];
  for (const worker of await workersIn(registry)) {
    if (only === undefined || only.has(worker)) results.push(await stubsOf(registry, worker, options));
  }
  return results;
}

async function workersIn(registry: string): Promise<readonly string[]> {
  try {
    return await foldersIn(registry);
  } catch (error) {
    if (errnoOf(error) !== "ENOENT" && errnoOf(error) !== "ENOTDIR") throw error;
    const message = `There is no folder ${registry} to look for workers in.`;
    throw new TierkreisError("TKR_USAGE", message, { file: registry, cause: error });
  }
}

async function stubsOf(registry: string, worker: string, options: WorkerStubsOptions): Promise<WorkerStubs> {
  const folder = join(registry, worker);
  const out = join(folder, "api.ts");
  let result: WorkerStubs = { worker, out, written: false, diagnostics: [] };
  try {
    const schema = await findSchema(folder);
    if (schema === undefined) return await askedStubs(result, folder, options);
    result = { ...result, schema };
    if (options.check === true) return { ...result, ...(await checkStubs(schema, out, { worker })) };
    const { before, diagnostics } = await writeStubs(schema, out, { worker, force: options.force ?? false });
    return { ...result, state: before, written: before !== "fresh", diagnostics };
  } catch (error) {
    return { ...result, error: toError(error, worker) };
  }
}

async function askedStubs(
  result: WorkerStubs,
  folder: string,
  { ask, check = false, force = false }: WorkerStubsOptions,
): Promise<WorkerStubs> {
  const { worker, out } = result;
  const asked = await ask?.(worker, folder);
  if (asked === undefined) return result;
  const { main, json } = asked;
  const { module, diagnostics } = readDescription({ worker, main }, json);
  if (module === undefined) return { ...result, diagnostics };
  const source = relative(folder, main).split(sep).join("/");
  const code = await renderModule(module, { schema: join(folder, "main.py"), source, subject: "worker" });
  const state = check ? await stubsState(out, code) : await putStubs(out, code, { force });
  return { ...result, schema: main, state, written: !check && state !== "fresh", diagnostics };
}

/**
 * A worker's schema: `schema.tsp`, else `src/schema.tsp`, else the only `*.tsp` in its folder, else the only one a folder
 * further down. Throws `TKR_SCHEMA_INVALID` when there are several to choose from.
 */
export async function findSchema(folder: string): Promise<string | undefined> {
  const direct = await schemasIn(folder);
  const folders = await foldersIn(folder);
  const nested = (await Promise.all(folders.map((name) => schemasIn(join(folder, name))))).flat();
  for (const usual of [join(folder, "schema.tsp"), join(folder, "src", "schema.tsp")]) {
    if (direct.includes(usual) || nested.includes(usual)) return usual;
  }
  const found = direct.length > 0 ? direct : nested;
  if (found.length > 1) {
    const names = found.map((path) => relative(folder, path)).join(", ");
    throw new TierkreisError(
      "TKR_SCHEMA_INVALID",
      `${folder} has several schemas: ${names}. Keep one schema entry point, or call it schema.tsp.`,
      { file: folder },
    );
  }
  return found[0];
}

async function schemasIn(folder: string): Promise<readonly string[]> {
  const entries = await entriesOf(folder);
  const files = entries.filter((entry) => entry.isFile() && entry.name.endsWith(".tsp"));
  return files.map((entry) => join(folder, entry.name));
}

async function foldersIn(folder: string): Promise<readonly string[]> {
  const entries = await entriesOf(folder);
  const folders = entries.filter(
    (entry) => entry.isDirectory() && !/^\.|^(?:node_modules|__pycache__)$/.test(entry.name),
  );
  return folders.map((entry) => entry.name);
}

async function entriesOf(folder: string): Promise<readonly Dirent[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
}

function toError(error: unknown, worker: string): TierkreisError {
  if (TierkreisError.isInstance(error)) return error;
  return new TierkreisError("TKR_WORKER_INVALID", `The stubs of ${worker}: ${messageOf(error)}`, {
    worker,
    cause: error,
  });
}
