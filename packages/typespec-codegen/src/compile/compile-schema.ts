import { resolve } from "node:path";
import { compile, getSourceLocation, normalizePath, NoTarget, type Program } from "@typespec/compiler";
import { type StubDiagnostic, toStubDiagnostic } from "../diagnostics.ts";
import type { StubModule } from "../ir.ts";
import { $lib } from "../lib.ts";
import { preludePath } from "../prelude.ts";
import { readModule } from "../read/module.ts";
import { checkWorkerFolder } from "../read/worker.ts";
import { createHost, type RepairedFile } from "./host.ts";
import { withSuggestion } from "./suggest.ts";
import { withoutAftermath } from "./syntax-error.ts";

/** A compiled schema: `module` is missing when it has errors. */
export interface CompiledSchema {
  readonly module: StubModule | undefined;
  /** By file and place. */
  readonly diagnostics: readonly StubDiagnostic[];
}

/** Compiles a schema in this process. `worker`: the folder whose worker it describes. */
export async function compileSchema(schema: string, worker?: string): Promise<CompiledSchema> {
  const path = normalizePath(resolve(schema));
  try {
    return await compileFile(path, worker);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    // The stack is full: a template that refers to itself with ever larger arguments is too much for the compiler.
    const format = { reason: error.message };
    const diagnostic = $lib.createDiagnostic({ code: "compiler-fault", format, target: NoTarget });
    return { module: undefined, diagnostics: [toStubDiagnostic(diagnostic, path)] };
  }
}

async function compileFile(path: string, worker: string | undefined): Promise<CompiledSchema> {
  const first = await compileWithout(path, new Set());
  const taken = preludeClashes(first.program);
  const { program, repaired } = taken.size === 0 ? first : await compileWithout(path, taken);
  const isRead = !program.hasError();
  if (isRead && worker !== undefined) checkWorkerFolder(program, worker);
  const repairs = repaired.flatMap(({ file, repairs: all }) =>
    all.map(({ delimiter, pos }) =>
      $lib.createDiagnostic({
        code: "missing-semicolon",
        format: { delimiter },
        target: { file, pos, end: pos + 1 },
      }),
    ),
  );
  const diagnostics = [...repairs, ...withoutAftermath(program)].map((diagnostic) => {
    const stub = toStubDiagnostic(diagnostic, path);
    return { ...stub, message: withSuggestion(program, stub.message) };
  });
  return {
    module: isRead && !program.hasError() ? readModule(program) : undefined,
    diagnostics: unique(diagnostics).sort(byPlace(path)),
  };
}

async function compileWithout(
  path: string,
  without: ReadonlySet<string>,
): Promise<{ readonly program: Program; readonly repaired: readonly RepairedFile[] }> {
  const repaired: RepairedFile[] = [];
  const host = createHost({ without, onRepair: (file) => repaired.push(file) });
  const program = await compile(host, path, { noEmit: true, additionalImports: [preludePath] });
  return { program, repaired };
}

/** The names that both the schema and the prelude declare: the schema's count. */
function preludeClashes(program: Program): ReadonlySet<string> {
  const clashes = program.diagnostics.flatMap(({ code, message, target }) => {
    if (code !== "duplicate-symbol" || typeof target !== "object") return [];
    const location = getSourceLocation(target);
    return location.file.path === preludePath ? [/"@?(.*)"/.exec(message)?.[1] ?? ""] : [];
  });
  return new Set(clashes);
}

/** TypeSpec reports some things once for each use of a template. */
function unique(diagnostics: readonly StubDiagnostic[]): StubDiagnostic[] {
  const texts = new Map(diagnostics.map((diagnostic) => [JSON.stringify(diagnostic), diagnostic]));
  return [...texts.values()];
}

function byPlace(schema: string): (a: StubDiagnostic, b: StubDiagnostic) => number {
  const rank = ({ file }: StubDiagnostic): string => (file === schema ? "" : file);
  return (a, b) =>
    (rank(a) < rank(b) ? -1 : rank(a) > rank(b) ? 1 : 0) || a.line - b.line || a.column - b.column;
}
