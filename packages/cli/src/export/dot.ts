import { colours } from "./colours.ts";
import { inOrder } from "./in-order.ts";
import type { Arrow, ArrowKind, Cluster, Picture, Shape, States } from "./picture.ts";

const shapes: Readonly<Record<Shape["kind"], string>> = {
  input: "shape=box,style=rounded",
  output: "shape=box,style=rounded",
  const: "shape=plaintext",
  task: "shape=box",
  branch: "shape=diamond",
  evaluation: "shape=box,peripheries=2",
};

const lines: Readonly<Record<ArrowKind, string>> = {
  value: "",
  branch: "style=dashed",
  graph: "style=bold",
  again: "style=dashed,constraint=false",
};

/** A picture in the language of Graphviz, for `dot`. */
export function toDot(picture: Picture, states?: States): string {
  const text = [
    "digraph tierkreis {",
    "  graph [compound=true,rankdir=TB,fontname=Helvetica]",
    "  node [fontname=Helvetica]",
    "  edge [fontname=Helvetica,fontsize=10]",
  ];
  for (const { depth, open, shape, close } of inOrder(picture.root)) {
    if (depth === 0) continue;
    const indent = "  ".repeat(Math.min(depth, 20));
    if (shape !== undefined) text.push(indent + shapeLine(shape, states));
    if (open !== undefined)
      text.push(`${indent}subgraph cluster_${open.id} {`, `${indent}  ${clusterLine(open, states)}`);
    if (close !== undefined) text.push(`${indent}}`);
  }
  for (const arrow of picture.arrows) text.push(`  ${arrowLine(arrow)}`);
  return `${[...text, "}"].join("\n")}\n`;
}

function shapeLine({ id, kind, lines: said, place }: Shape, states: States | undefined): string {
  const state = states?.get(id);
  const words = [`label=${quoted(withLine(said, state?.line))}`, `tooltip=${quoted([place])}`];
  if (state === undefined) return `${id} [${[...words, shapes[kind]].join()}]`;
  const { fill, stroke } = colours[state.state];
  const filled = kind === "input" || kind === "output" ? 'style="rounded,filled"' : "style=filled";
  const form = shapes[kind].replace(",style=rounded", "");
  return `${id} [${[...words, form, filled, `fillcolor="${fill}"`, `color="${stroke}"`].join()}]`;
}

function clusterLine({ id, kind, lines: said, place }: Cluster, states: States | undefined): string {
  const state = states?.get(id);
  const colour = state === undefined ? "#8c8c8c" : colours[state.state].stroke;
  const words = [`label=${quoted(withLine(said, state?.line))}`, `tooltip=${quoted([place])}`];
  return `graph [${[...words, `style=${kind === "graph" ? "dashed" : "rounded"}`, `color="${colour}"`].join()}]`;
}

function arrowLine({ from, to, fromCluster, toCluster, labels, kind }: Arrow): string {
  const words = [...new Set(labels)].join(", ");
  const attributes = [
    words === "" ? "" : `label=${quoted([words])}`,
    lines[kind],
    fromCluster === undefined ? "" : `ltail=cluster_${fromCluster}`,
    toCluster === undefined ? "" : `lhead=cluster_${toCluster}`,
  ].filter(Boolean);
  return `${from} -> ${to}${attributes.length === 0 ? "" : ` [${attributes.join()}]`}`;
}

function withLine(all: readonly string[], line: string | undefined): readonly string[] {
  return line === undefined ? all : [...all, line];
}

/** Lines as one quoted string. Graphviz reads entities of HTML and escapes of its own in it, which are no part of a label here. */
function quoted(all: readonly string[]): string {
  return `"${all.map((one) => one.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("&", "&amp;")).join("\\n")}"`;
}
