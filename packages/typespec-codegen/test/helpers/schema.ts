import { mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";
import { formatStubDiagnostic, generateStubs, type GenerateOptions } from "../../src/index.ts";

/** Files by path, in a folder that goes when the test ends. */
export async function tempTree(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), "tierkreis-codegen-")));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  return folder;
}

/** The stubs of a schema given as text, and its diagnostics as lines with paths relative to it. */
export async function stubsOf(
  schema: string | Readonly<Record<string, string>>,
  options?: GenerateOptions,
): Promise<{ code: string; diagnostics: readonly string[] }> {
  const folder = await tempTree(typeof schema === "string" ? { "schema.tsp": schema } : schema);
  const { code, diagnostics } = await generateStubs(join(folder, "schema.tsp"), options);
  return { code, diagnostics: diagnostics.map((diagnostic) => formatStubDiagnostic(diagnostic, folder)) };
}

/** The generated module without its header and imports. */
export async function bodyOf(schema: string): Promise<string> {
  const { code, diagnostics } = await stubsOf(schema);
  const errors = diagnostics.filter((line) => line.includes(" - error "));
  if (errors.length > 0) throw new Error(errors.join("\n"));
  return code.slice(code.indexOf("\n\n", code.indexOf("\nimport ")) + 2);
}

/** What is written for a property of the given type, in a schema with the given declarations. */
export async function propertyOf(type: string, declarations = ""): Promise<string> {
  const body = await bodyOf(`${declarations}\ninterface w { x(a: ${type}): string }`);
  return /inputs: \{ a: ([^]*?),? \},\n {2}outputs/.exec(body)?.[1] ?? body;
}
