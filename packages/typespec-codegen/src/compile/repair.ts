import { createSourceFile, type SourceFile } from "@typespec/compiler";
import { parse, SyntaxKind } from "@typespec/compiler/ast";
import { packageName } from "../prelude.ts";

/** A delimiter that was not there, and where in the text as the user wrote it. */
export interface Repair {
  readonly delimiter: string;
  readonly pos: number;
}

interface Edit extends Repair {
  /** How many characters of the original it stands for: 1 where the other delimiter was written. */
  readonly length: number;
  readonly at: number;
}

const missingDelimiter = /^'([;,])'(?:, or '\{')? expected\.$/;
const maxRounds = 10;

/**
 * A schema without its semicolons, as Tierkreis for Python takes it, with them put back. The file that is returned holds the
 * repaired text but tells the lines and columns of the original, so that every later message is right.
 */
export function repairDelimiters(original: SourceFile): {
  readonly file: SourceFile;
  readonly repairs: readonly Repair[];
} {
  let edits: readonly Edit[] = [];
  // One round does it, unless a repair makes the parser see what it had skipped.
  for (let round = 0; ; round++) {
    const problems = parseProblems(original, edits);
    const known = new Set(edits.map((edit) => edit.pos));
    const more = problems.flatMap(({ missing, pos }) =>
      missing === undefined || known.has(pos) ? [] : [editAt(original.text, missing, pos)],
    );
    if (more.length === 0 || round === maxRounds) {
      // Behind an error of another kind the parser is off the track: what it misses there is not what was left out.
      const end = Math.min(...problems.map(({ pos }) => pos));
      const repairs = edits.filter((edit) => edit.pos < end);
      return { file: edits.length === 0 ? original : apply(original, edits), repairs };
    }
    edits = [...edits, ...more].sort((a, b) => a.pos - b.pos);
  }
}

/** Blanks an import of the prelude, which is always there: two copies of it would clash. */
export function withoutPreludeImport(file: SourceFile): SourceFile {
  if (!file.text.includes(packageName)) return file;
  let { text } = file;
  for (const statement of parse(file, { docs: false }).statements) {
    if (statement.kind !== SyntaxKind.ImportStatement || statement.path.value !== packageName) continue;
    const { pos, end } = statement;
    text = text.slice(0, pos) + text.slice(pos, end).replaceAll(/[^\r\n]/g, " ") + text.slice(end);
  }
  return createSourceFile(text, file.path);
}

/** What the parser has against the text as edited so far, with its place in the original. */
function parseProblems(
  original: SourceFile,
  edits: readonly Edit[],
): readonly { readonly missing: string | undefined; readonly pos: number }[] {
  const { text } = apply(original, edits);
  const { parseDiagnostics } = parse(createSourceFile(text, original.path), { docs: false });
  return parseDiagnostics.flatMap(({ code, message, severity, target }) => {
    if (severity !== "error" || typeof target !== "object" || !("pos" in target)) return [];
    const missing = code === "token-expected" ? missingDelimiter.exec(message)?.[1] : undefined;
    return [{ missing, pos: toOriginal(target.pos, edits) }];
  });
}

function editAt(text: string, delimiter: string, pos: number): Edit {
  // `x(): A, y(): A` in an interface: the wrong one of the two stands there.
  const space = /^\s*/.exec(text.slice(pos))?.[0].length ?? 0;
  const isOther = text[pos + space] === (delimiter === ";" ? "," : ";");
  return { delimiter, pos, at: isOther ? pos + space : pos, length: isOther ? 1 : 0 };
}

function apply(original: SourceFile, edits: readonly Edit[]): SourceFile {
  let text = "";
  let from = 0;
  for (const { delimiter, at, length } of edits) {
    text += original.text.slice(from, at) + delimiter;
    from = at + length;
  }
  text += original.text.slice(from);
  return {
    path: original.path,
    text,
    getLineStarts: () => original.getLineStarts(),
    getLineAndCharacterOfPosition: (position) =>
      original.getLineAndCharacterOfPosition(toOriginal(position, edits)),
  };
}

/** A position of the repaired text in the original. */
function toOriginal(position: number, edits: readonly Edit[]): number {
  let shift = 0;
  for (const { at, length } of edits) {
    if (at + shift >= position) break;
    shift += 1 - length;
  }
  return position - shift;
}
