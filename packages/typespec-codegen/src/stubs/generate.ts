import { basename } from "node:path";
import { compileSchema } from "../compile/compile-schema.ts";
import type { StubDiagnostic } from "../diagnostics.ts";
import { renderModule } from "../print/render.ts";

/** How stubs are generated. */
export interface GenerateOptions {
  /**
   * What the header calls the schema.
   *
   * @default the name of the schema's file
   */
  readonly source?: string;
  /** The folder of the worker that the schema describes: an interface of another name is an error. */
  readonly worker?: string;
}

/** Generated stubs. */
export interface GeneratedStubs {
  /** The TypeScript module; empty when there are errors. */
  readonly code: string;
  /** Errors and warnings in the order of their places. */
  readonly diagnostics: readonly StubDiagnostic[];
}

/** Generates the typed stubs of a worker's schema. What is wrong with the schema is in `diagnostics`. */
export async function generateStubs(schema: string, options: GenerateOptions = {}): Promise<GeneratedStubs> {
  const { module, diagnostics } = await compileSchema(schema, options.worker);
  if (module === undefined) return { code: "", diagnostics };
  const code = await renderModule(module, { schema, source: options.source ?? basename(schema) });
  return { code, diagnostics };
}
