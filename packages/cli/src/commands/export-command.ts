import { Option, type Command } from "commander";
import type { OnEnd } from "../program.ts";
import { addStorageOptions, type SettingFlags } from "./setting-options.ts";

/** The languages that a graph can be written in. */
const formats = ["mermaid", "dot", "json"] as const;

/** The options of `tkr export`, parsed. */
export interface ExportOptions extends SettingFlags {
  readonly graph?: string;
  readonly fromFile?: string;
  /** A run's id, the begin of it, or its name. */
  readonly run?: string;
  readonly format?: (typeof formats)[number];
  readonly output?: string;
}

const more = `
Mermaid is what GitHub draws in Markdown (up to 50,000 letters and 500 arrows), DOT is for Graphviz, JSON is the graph's
document, for -f. Graphs that a node evaluates are drawn inside of it; dashed arrows lead from the branches of a choice
and into the next iteration of a loop.

With --run each node has the colour of its state: done, running, failed, stopped or not reached. Without -g and -f the
graph is the one that the run was begun with.

Examples:
  tkr export -g graph.ts
  tkr export -f graph.json --format dot -o graph.dot
  tkr export --run 105 --format mermaid`;

/** Adds `tkr export`. */
export function addExportCommand(program: Command, onEnd: OnEnd): void {
  const command = program
    .command("export")
    .summary("draw a graph, also with the states of a run")
    .description("Writes a graph as Mermaid, DOT or JSON to standard output or a file. Nothing is run.")
    .usage("[-g FILE.ts[:export] | -f GRAPH.json | --run RUN] [options]")
    .option("-g, --graph <file[:export]>", "the graph that a TypeScript file exports")
    .option("-f, --from-file <file>", "the graph document in a JSON file")
    .option("--run <run>", "colours by the state of a run: its id, the begin of it, or its name")
    .addOption(new Option("--format <format>", "default: by the ending of -o, else mermaid").choices(formats))
    .option("-o, --output <file>", "write into this file (.mmd, .dot, .gv, .json)");
  addStorageOptions(command)
    .addHelpText("after", more)
    .action(async (options: ExportOptions) => {
      const { exportGraph } = await import("../export/export-graph.ts");
      onEnd(await exportGraph(options));
    });
}
