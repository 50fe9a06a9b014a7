import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { randomUUID } from "node:crypto";
import { dirname, relative, resolve, sep } from "node:path";
import { errnoOf, messageOf, TierkreisError } from "@tierkreis/core";
import { schemaError, type StubDiagnostic } from "../diagnostics.ts";
import { compareCode, type Likeness } from "../print/render.ts";
import { generateStubs, type GenerateOptions } from "./generate.ts";

/**
 * How a file of stubs stands to its schema: `fresh`; `stale`, made from an older schema; `missing`; or `edited`, changed by
 * hand or not made from a schema at all. Formatting and line ends do not count.
 */
export type StubsState = "fresh" | "stale" | "missing" | "edited";

/** How stubs are written. */
export interface WriteOptions extends GenerateOptions {
  /**
   * Replaces a file that this package did not make, or that was edited by hand since.
   *
   * @default false
   */
  readonly force?: boolean;
}

/** What `writeStubs` found and did. */
export interface WrittenStubs {
  /** The file. */
  readonly out: string;
  /** How it stood to the schema before; only a `fresh` one was left as it was. */
  readonly before: StubsState;
  /** Warnings about the schema. */
  readonly diagnostics: readonly StubDiagnostic[];
}

/** What `checkStubs` found. */
export interface CheckedStubs {
  readonly state: StubsState;
  /** Warnings about the schema. */
  readonly diagnostics: readonly StubDiagnostic[];
}

/**
 * Generates the stubs of a schema into a file, whole or not at all.
 *
 * @example
 * await writeStubs("workers/openssl_worker/schema.tsp", "workers/openssl_worker/api.ts");
 *
 * Throws `TKR_SCHEMA_INVALID` with the place of the first error and all diagnostics in the message, `TKR_USAGE` rather than
 * replace a file that it did not make or that was edited by hand, and `TKR_WRITE_FAILED` when the system refuses.
 */
export async function writeStubs(
  schema: string,
  out: string,
  options: WriteOptions = {},
): Promise<WrittenStubs> {
  const { code, diagnostics } = await generate(schema, out, options);
  return { out, before: await putStubs(out, code, options), diagnostics };
}

/** Writes generated code into a file, whole or not at all, and says how that stood to it before. */
export async function putStubs(
  out: string,
  code: string,
  options: Pick<WriteOptions, "force">,
): Promise<StubsState> {
  const likeness = await likenessOf(out, code);
  if ((likeness === "foreign" || likeness === "edited") && options.force !== true) {
    const why = likeness === "foreign" ? "was not generated" : "was edited by hand since it was generated";
    throw new TierkreisError(
      "TKR_USAGE",
      `${out} ${why}, so it is not replaced. Move it away, or ask for it with "force".`,
      { file: resolve(out) },
    );
  }
  if (likeness !== "same") await replaceFile(out, code);
  return stateOf(likeness);
}

/** Compares a file with the stubs that its schema gives now. Throws `TKR_SCHEMA_INVALID` as `writeStubs` does. */
export async function checkStubs(
  schema: string,
  out: string,
  options: GenerateOptions = {},
): Promise<CheckedStubs> {
  const { code, diagnostics } = await generate(schema, out, options);
  return { state: await stubsState(out, code), diagnostics };
}

/** How a file stands to the code that belongs there. */
export async function stubsState(out: string, code: string): Promise<StubsState> {
  return stateOf(await likenessOf(out, code));
}

async function generate(
  schema: string,
  out: string,
  options: GenerateOptions,
): Promise<{ code: string; diagnostics: readonly StubDiagnostic[] }> {
  const source =
    options.source ??
    relative(dirname(resolve(out)), resolve(schema))
      .split(sep)
      .join("/");
  const { code, diagnostics } = await generateStubs(schema, { ...options, source });
  if (code === "") throw schemaError(schema, diagnostics);
  return { code, diagnostics };
}

async function likenessOf(out: string, code: string): Promise<Likeness | undefined> {
  const existing = await readIfThere(out);
  return existing === undefined ? undefined : compareCode(existing, code);
}

function stateOf(likeness: Likeness | undefined): StubsState {
  switch (likeness) {
    case undefined:
      return "missing";
    case "same":
      return "fresh";
    case "generated":
      return "stale";
    case "edited":
    case "foreign":
      return "edited";
  }
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (errnoOf(error) === "ENOENT") return undefined;
    throw error;
  }
}

async function replaceFile(path: string, text: string): Promise<void> {
  const draft = `${path}.${randomUUID()}.tmp`;
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(draft, text, { flag: "wx" });
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true }).catch(() => undefined);
    const errno = errnoOf(error);
    const message = `${path} could not be written, and stays as it was: ${messageOf(error)}`;
    throw new TierkreisError("TKR_WRITE_FAILED", message, {
      file: resolve(path),
      cause: error,
      ...(errno === undefined ? {} : { errno }),
    });
  }
}
