import { relative } from "node:path";
import { type Diagnostic, getSourceLocation } from "@typespec/compiler";
import { TierkreisError } from "@tierkreis/core";

/** A problem in a schema, or something to know about it. */
export interface StubDiagnostic {
  readonly severity: "error" | "warning";
  /** TypeSpec's own code, such as `invalid-ref`, or `@tierkreis/typespec-codegen/...`. */
  readonly code: string;
  readonly message: string;
  /** The absolute path of the file; the schema itself for what has no place. */
  readonly file: string;
  /** 1 for the first line. */
  readonly line: number;
  /** 1 for the first column. */
  readonly column: number;
}

/** A diagnostic of the compiler with its place. `schema` is the file of those that have none. */
export function toStubDiagnostic(diagnostic: Diagnostic, schema: string): StubDiagnostic {
  const { severity, code, message, target } = diagnostic;
  const location = getSourceLocation(target, { locateId: true });
  const isReal = location !== undefined && location.isSynthetic !== true;
  const { line, character } = isReal
    ? location.file.getLineAndCharacterOfPosition(location.pos)
    : { line: 0, character: 0 };
  const file = isReal ? location.file.path : schema;
  return { severity, code, message, file, line: line + 1, column: character + 1 };
}

/** One line, as the compiler writes it: `schema.tsp:3:20 - error invalid-ref: Unknown identifier strng`. */
export function formatStubDiagnostic(diagnostic: StubDiagnostic, from = process.cwd()): string {
  const { file, line, column, severity, code, message } = diagnostic;
  const path = relative(from, file);
  return `${path.startsWith("..") ? file : path}:${line}:${column} - ${severity} ${code}: ${message}`;
}

/** The error for a schema that gives no stubs, with all that is wrong with it. */
export function schemaError(schema: string, diagnostics: readonly StubDiagnostic[]): TierkreisError {
  const first = diagnostics.find((diagnostic) => diagnostic.severity === "error");
  const list = diagnostics.map((diagnostic) => formatStubDiagnostic(diagnostic)).join("\n");
  const { file = schema, line = 1, column = 1 } = first ?? {};
  return new TierkreisError("TKR_SCHEMA_INVALID", `The schema ${schema} gives no stubs:\n${list}`, {
    file,
    line,
    column,
  });
}
