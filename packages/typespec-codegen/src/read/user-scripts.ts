import type { Program } from "@typespec/compiler";
import type { TypeSpecScriptNode } from "@typespec/compiler/ast";
import { preludePath } from "../prelude.ts";

/** The schema's own files: neither TypeSpec's, nor the prelude, nor those of installed packages. The first is the main one. */
export function userScripts(program: Program): readonly TypeSpecScriptNode[] {
  return [...program.sourceFiles.values()].filter(
    ({ file }) => program.getSourceFileLocationContext(file).type === "project" && file.path !== preludePath,
  );
}
