import {
  createSourceFile,
  type Diagnostic,
  getSourceLocation,
  type Program,
  type SourceLocation,
} from "@typespec/compiler";
import { parse } from "@typespec/compiler/ast";

/**
 * What the compiler reported, without what follows from a syntax error: behind the first one of a file the parser is off the
 * track, and its words say nothing about what the user wrote.
 */
export function withoutAftermath(program: Program): readonly Diagnostic[] {
  const firsts = new Map(
    [...program.sourceFiles.values()].map((script) => [script.file, firstError(script.parseDiagnostics)]),
  );
  return program.diagnostics.flatMap((diagnostic) => {
    const location = placeOf(diagnostic);
    const first = location && firsts.get(location.file);
    if (first === undefined || location === undefined) return [diagnostic];
    if (diagnostic === first.diagnostic) return [withKeywordHint(diagnostic, location)];
    return location.pos < first.pos ? [diagnostic] : [];
  });
}

function firstError(
  diagnostics: readonly Diagnostic[],
): { readonly diagnostic: Diagnostic; readonly pos: number } | undefined {
  const errors = diagnostics.flatMap((diagnostic) => {
    const pos = diagnostic.severity === "error" ? placeOf(diagnostic)?.pos : undefined;
    return pos === undefined ? [] : [{ diagnostic, pos }];
  });
  return errors.sort((a, b) => a.pos - b.pos)[0];
}

function placeOf({ target }: Diagnostic): SourceLocation | undefined {
  return typeof target === "object" ? getSourceLocation(target, { locateId: true }) : undefined;
}

/** `model: bytes` as a port or property: a word of TypeSpec's own needs backticks there. */
function withKeywordHint(diagnostic: Diagnostic, { file, pos }: SourceLocation): Diagnostic {
  if (diagnostic.code === "reserved-identifier") {
    return { ...diagnostic, message: `${diagnostic.message}: as a name, write it in backticks.` };
  }
  const word = /^\s*(\w+)\s*\??\s*[:(]/.exec(file.text.slice(pos))?.[1];
  if (word === undefined) return diagnostic;
  const isKeyword = parse(createSourceFile(`model M { ${word}: string }`, "")).parseDiagnostics.length > 0;
  if (!isKeyword) return diagnostic;
  return {
    ...diagnostic,
    message: `${diagnostic.message} '${word}' is a word of TypeSpec: as a name, write it in backticks.`,
  };
}
