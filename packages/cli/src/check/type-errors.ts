import { createRequire } from "node:module";
import { dirname, relative, resolve } from "node:path";
import { TierkreisError } from "@tierkreis/core";

/** As much of TypeScript's interface as is used here, which versions up to 6 have. */
interface TypeScript {
  readonly sys: {
    readonly fileExists: (path: string) => boolean;
    readonly readFile: (path: string) => string;
  };
  findConfigFile(from: string, exists: (path: string) => boolean): string | undefined;
  readConfigFile(file: string, read: (path: string) => string): { readonly config?: unknown };
  parseJsonConfigFileContent(config: unknown, host: unknown, folder: string): { readonly options: object };
  createProgram(files: readonly string[], options: object): unknown;
  getPreEmitDiagnostics(program: unknown): readonly Diagnostic[];
  flattenDiagnosticMessageText(text: unknown, newLine: string): string;
}

interface Diagnostic {
  /** 1 for an error. */
  readonly category: number;
  readonly code: number;
  readonly messageText: unknown;
  readonly start?: number;
  readonly file?: {
    readonly fileName: string;
    getLineAndCharacterOfPosition(start: number): { readonly line: number; readonly character: number };
  };
}

/** What a graph file needs to be checked where no `tsconfig.json` says anything: Node runs it as it is. */
const alone = { strict: true, target: 99, module: 199, skipLibCheck: true };
const always = { noEmit: true, allowImportingTsExtensions: true, incremental: false, composite: false };

/**
 * The type errors of a file and of the project's files that it imports, by the project's own TypeScript and the nearest
 * `tsconfig.json`. Node leaves types out, so nothing else tells of them. None where the project has no TypeScript.
 */
export function typeErrors(file: string): readonly TierkreisError[] {
  const path = resolve(file);
  const typescript = projectTypeScript(path);
  if (typescript === undefined) return [];
  const program = typescript.createProgram([path], { ...optionsFor(typescript, path), ...always });
  return typescript.getPreEmitDiagnostics(program).flatMap((diagnostic) => {
    if (diagnostic.category !== 1 || diagnostic.file?.fileName.includes("/node_modules/") === true) return [];
    return [problem(typescript, diagnostic)];
  });
}

function projectTypeScript(path: string): TypeScript | undefined {
  let found: Partial<TypeScript>;
  try {
    found = createRequire(path)("typescript") as Partial<TypeScript>;
  } catch {
    return undefined;
  }
  // Version 7 is another program, which can not be asked from here.
  return found.createProgram === undefined ? undefined : (found as TypeScript);
}

function optionsFor(typescript: TypeScript, path: string): object {
  const { sys } = typescript;
  const config = typescript.findConfigFile(dirname(path), (name) => sys.fileExists(name));
  if (config === undefined) return alone;
  const read = typescript.readConfigFile(config, (name) => sys.readFile(name));
  return typescript.parseJsonConfigFileContent(read.config, sys, dirname(config)).options;
}

function problem(typescript: TypeScript, { file, start, code, messageText }: Diagnostic): TierkreisError {
  const text = `${typescript.flattenDiagnosticMessageText(messageText, "\n")} (TS${String(code)})`;
  if (file === undefined) return new TierkreisError("TKR_USAGE", text, {});
  const { line, character } = file.getLineAndCharacterOfPosition(start ?? 0);
  const place = { line: line + 1, column: character + 1 };
  const near = relative(process.cwd(), file.fileName);
  const shown = near.startsWith("..") ? file.fileName : near;
  const message = `${shown}:${String(place.line)}:${String(place.column)}: ${text}`;
  return new TierkreisError("TKR_USAGE", message, { file: file.fileName, ...place });
}
