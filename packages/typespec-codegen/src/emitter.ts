import { emitFile, getBaseFileName, resolvePath, type EmitContext, type Program } from "@typespec/compiler";
import type { EmitterOptions } from "./lib.ts";
import { readModule } from "./read/module.ts";
import { userScripts } from "./read/user-scripts.ts";
import { renderModule } from "./print/render.ts";

/** Reports what a schema has that tasks cannot carry, in `tsp compile` and in editors alike. */
export function $onValidate(program: Program): void {
  readModule(program);
}

/** Writes the stubs: `tsp compile schema.tsp --import @tierkreis/typespec-codegen --emit @tierkreis/typespec-codegen`. */
export async function $onEmit(context: EmitContext<EmitterOptions>): Promise<void> {
  const { program, emitterOutputDir, options } = context;
  const module = readModule(program);
  const schema = userScripts(program)[0]?.file.path;
  if (program.compilerOptions.noEmit || program.hasError() || schema === undefined) return;
  const content = await renderModule(module, { schema, source: getBaseFileName(schema) });
  await emitFile(program, {
    path: resolvePath(emitterOutputDir, options["output-file"] ?? "api.ts"),
    content,
  });
}
