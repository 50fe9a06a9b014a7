import { type DiagnosticTarget, getTypeName, type Program, type Type } from "@typespec/compiler";
import type { Declaration, Expr } from "../ir.ts";
import { $lib } from "../lib.ts";
import { type Checks, noChecks } from "./checks.ts";

/** The reading of one program. */
export interface Reader {
  readonly program: Program;
  /** What has a name of its own in the generated module, by the type it stands for. */
  readonly declarations: Map<Type, Declaration>;
  /** A type as an expression: a reference when it has a name in the generated module, else written out. */
  read(type: Type, site: Site): Expr;
  /** A type written out, even when it has a name. */
  readBody(type: Type, site: Site): Expr;
  /** What a name stands for. It may refer to whatever the name is first met in: the name comes in between. */
  readNamed(type: Type, site: Site): Expr;
}

/** Where a type stands: what messages call it and point at, and the checks put on it from outside. */
export interface Site {
  readonly subject: string;
  readonly target: DiagnosticTarget;
  readonly checks: Checks;
}

/** Stands where an error was reported; it is never printed. */
export const impossible: Expr = { kind: "leaf", code: "z.never()", type: "never" };

/** The same place, for a part of the type: the checks were for the whole. */
export function inside(site: Site): Site {
  return { ...site, checks: noChecks };
}

/** Why a type cannot be carried, where there is more to say than its name. */
export type Reason = "empty" | "template" | "literal" | "discriminated" | "scalar";

/** Reports a type that tasks cannot carry. */
export function unsupported(
  reader: Reader,
  type: Type,
  { subject, target, reason }: Pick<Site, "subject" | "target"> & { readonly reason?: Reason },
): Expr {
  const format = { subject, type: getTypeName(type), kind: type.kind };
  const report = { code: "unsupported-type", messageId: reason ?? "default", format, target } as const;
  $lib.reportDiagnostic(reader.program, report);
  return impossible;
}
