import { writeFileSync } from "node:fs";
import { extname } from "node:path";
import { messageOf, stringifyGraph, type Graph } from "@tierkreis/core";
import type { ExportOptions } from "../commands/export-command.ts";
import { readSettings, type Settings } from "../config/settings.ts";
import { loadGraph } from "../run/load-graph.ts";
import { divertOutput, toStdout } from "../terminal/others-output.ts";
import { usageError } from "../usage-error.ts";
import { drawGraph } from "./draw-graph.ts";
import { toDot } from "./dot.ts";
import { MERMAID_LIMITS, toMermaid } from "./mermaid.ts";
import type { States } from "./picture.ts";

type Format = NonNullable<ExportOptions["format"]>;

const endings: Readonly<Record<string, Format>> = {
  ".mmd": "mermaid",
  ".mermaid": "mermaid",
  ".dot": "dot",
  ".gv": "dot",
  ".json": "json",
};

/** `tkr export`: writes a graph as text and gives the exit status. */
export async function exportGraph(options: ExportOptions): Promise<number> {
  // Standard output is for the picture alone, whatever the user's files print.
  divertOutput();
  const settings = await readSettings(options);
  const format = options.format ?? formatOf(options.output);
  const text = await textOf(options, settings, format);
  if (options.output === undefined) toStdout(text);
  else save(options.output, text);
  return 0;
}

function formatOf(file: string | undefined): Format {
  const ending = extname(file ?? "");
  if (ending === "") return "mermaid";
  const format = Object.hasOwn(endings, ending) ? endings[ending] : undefined;
  if (format !== undefined) return format;
  throw usageError(
    `tkr writes no ${ending} files: -o names one that ends in ${Object.keys(endings).join(", ")}, or --format says what it is. Graphviz makes pictures: tkr export --format dot | dot -Tsvg > graph.svg`,
  );
}

async function textOf(options: ExportOptions, settings: Settings, format: Format): Promise<string> {
  if (options.run === undefined) return write(await loadGraph(options, settings), format);
  const { readRunPicture } = await import("./run-picture.ts");
  const { graph, statesOf } = await readRunPicture(options, settings, options.run);
  return write(graph, format, statesOf);
}

function write(
  graph: Graph,
  format: Format,
  statesOf?: (picture: ReturnType<typeof drawGraph>) => States,
): string {
  if (format === "json") return `${stringifyGraph(graph)}\n`;
  const picture = drawGraph(graph);
  const states = statesOf?.(picture);
  if (format === "dot") return toDot(picture, states);
  const text = toMermaid(picture, states);
  if (text.length > MERMAID_LIMITS.letters || picture.arrows.length > MERMAID_LIMITS.arrows) {
    const size = `${String(text.length)} letters and ${String(picture.arrows.length)} arrows`;
    const most = `${String(MERMAID_LIMITS.letters)} letters and ${String(MERMAID_LIMITS.arrows)} arrows`;
    console.error(`note: GitHub draws Mermaid up to ${most}; this has ${size}. Try --format dot.`);
  }
  return text;
}

function save(file: string, text: string): void {
  try {
    writeFileSync(file, text);
  } catch (error) {
    throw usageError(`${file}, which -o names, can not be written: ${messageOf(error)}`, {
      file,
      cause: error,
    });
  }
}
