import { mkdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import {
  Extractor,
  ExtractorConfig,
  ExtractorLogLevel,
  ExtractorMessageCategory,
  type ExtractorMessage,
} from "@microsoft/api-extractor";
import { root } from "./root.ts";

/** One door of a package: what `import "name/subpath"` gives. */
export interface ApiEntry {
  /** What is imported: `@tierkreis/core/conformance`. */
  readonly specifier: string;
  /** The package's folder, absolute. */
  readonly folder: string;
  /** Its built declarations, absolute. */
  readonly types: string;
  /** Packages whose exports are shown as this one's own, since they are handed on as one name. */
  readonly bundled?: readonly string[];
}

export interface ApiReport {
  /** The report's file, absolute. */
  readonly file: string;
  /** How what is committed differs, as lines with `+` and `-`; empty when it does not. */
  readonly difference: string;
  /** What the entry exports. */
  readonly names: readonly string[];
  /** What is wrong with the public surface itself, a sentence each. */
  readonly problems: readonly string[];
}

export interface ReportOptions {
  /** Whether to write the report. */
  readonly accept: boolean;
  /** Names that signatures may speak of as well: what the package's main entry exports, for its other ones. */
  readonly known?: readonly string[];
}

/** Reports as they are now, to compare with those that are committed. */
const reportTempFolder = join(root, ".cache", "api");

/**
 * Compares the declarations of an entry with its report in the package's `etc/`; with `accept`, writes the report. A public
 * signature that speaks of a type that nobody can import is a problem in both cases.
 */
export function apiReport(entry: ApiEntry, { accept, known = [] }: ReportOptions): ApiReport {
  const reportFolder = join(entry.folder, "etc");
  const reportFileName = reportName(entry.specifier);
  for (const folder of [reportFolder, reportTempFolder]) mkdirSync(folder, { recursive: true });
  const { Error: error, None: none } = ExtractorLogLevel;
  const config = ExtractorConfig.prepare({
    packageJsonFullPath: join(entry.folder, "package.json"),
    configObjectFullPath: undefined,
    configObject: {
      projectFolder: entry.folder,
      mainEntryPointFilePath: entry.types,
      bundledPackages: [...(entry.bundled ?? [])],
      newlineKind: "lf",
      compiler: { overrideTsconfig: asUsersCompile(entry.types) },
      apiReport: { enabled: true, reportFolder, reportTempFolder, reportFileName },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      messages: {
        compilerMessageReporting: { default: { logLevel: error } },
        tsdocMessageReporting: { default: { logLevel: none } },
        extractorMessageReporting: {
          default: { logLevel: none },
          "ae-forgotten-export": { logLevel: error },
        },
      },
    },
  });
  const problems: string[] = [];
  let difference = "";
  const { apiReportChanged } = Extractor.invoke(config, {
    localBuild: accept,
    printApiReportDiff: true,
    messageCallback: (message) => {
      message.handled = true;
      if (message.messageId === "console-api-report-diff") difference += message.text;
      else if (isProblem(message, known)) problems.push(describe(message, entry));
    },
  });
  if (apiReportChanged && difference === "") difference = "+ all of it";
  const names = exportedNames(readFileSync(join(reportTempFolder, reportFileName), "utf8"));
  return { file: join(reportFolder, reportFileName), difference, names, problems };
}

/** The report's file name: `core.api.md`, `core-conformance.api.md`. */
const reportName = (specifier: string): string =>
  `${specifier.replace(/^@tierkreis\//, "").replaceAll("/", "-")}.api.md`;

/** The declarations are read as a user's compiler reads them: without this workspace's condition. */
function asUsersCompile(types: string): object {
  return {
    compilerOptions: {
      target: "es2024",
      lib: ["es2024", "es2025.collection", "es2025.iterator", "esnext.disposable"],
      module: "nodenext",
      types: ["node"],
      typeRoots: [join(root, "node_modules", "@types")],
      strict: true,
      exactOptionalPropertyTypes: true,
      skipLibCheck: true,
    },
    files: [types],
  };
}

function isProblem(message: ExtractorMessage, known: readonly string[]): boolean {
  const { category, logLevel } = message;
  if (logLevel !== ExtractorLogLevel.Error || category === ExtractorMessageCategory.Console) return false;
  return !known.includes(forgottenName(message) ?? "");
}

/** The name that a signature speaks of and nobody can import. A number behind it tells it from a global one. */
const forgottenName = ({ messageId, text }: ExtractorMessage): string | undefined =>
  messageId === "ae-forgotten-export" ? /^The symbol "(.+?)(?:_\d+)?"/.exec(text)?.[1] : undefined;

const exportedNames = (report: string): string[] =>
  [...report.matchAll(/^export (?:(?:abstract )?\w+ |\{ (?:\w+ as )?)(\w+)/gm)].flatMap(
    ([, name]) => name ?? [],
  );

function describe(message: ExtractorMessage, { specifier }: ApiEntry): string {
  const { sourceFilePath, sourceFileLine = 0, messageId, text } = message;
  const place = sourceFilePath === undefined ? "" : `${relative(root, sourceFilePath)}:${sourceFileLine}: `;
  const name = forgottenName(message);
  return name === undefined
    ? `${place}${text} (${messageId})`
    : `${place}A public signature speaks of ${name}, which "${specifier}" does not export. Export it, or keep it out of what is public.`;
}
