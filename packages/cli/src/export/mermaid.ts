import { colours } from "./colours.ts";
import { inOrder, type Step } from "./in-order.ts";
import type { Arrow, ArrowKind, Cluster, Picture, Shape, States } from "./picture.ts";

/** What GitHub draws at most, by the defaults of Mermaid: `maxTextSize` and `maxEdges`. */
export const MERMAID_LIMITS = { letters: 50_000, arrows: 500 } as const;

const brackets: Readonly<Record<Shape["kind"], readonly [string, string]>> = {
  input: ["([", "])"],
  output: ["([", "])"],
  const: ["(", ")"],
  task: ["[", "]"],
  branch: ["{", "}"],
  evaluation: ["[[", "]]"],
};

const lines: Readonly<Record<ArrowKind, string>> = {
  value: "-->",
  branch: "-.->",
  graph: "==>",
  again: "-.->",
};

/** A picture as a Mermaid flowchart. Labels are plain text to it: no mark-up, no directives. */
export function toMermaid(picture: Picture, states?: States): string {
  const text = ["flowchart TB"];
  const look = new Look(states);
  for (const step of inOrder(picture.root)) {
    const line = look.line(step);
    if (line !== undefined) text.push("  ".repeat(Math.min(step.depth, 20)) + line);
  }
  for (const arrow of picture.arrows) text.push(`  ${arrowLine(arrow)}`);
  text.push("  classDef nested fill:none,stroke:#8c8c8c");
  text.push("  classDef asValue fill:none,stroke:#8c8c8c,stroke-dasharray:4 3");
  if (states !== undefined) {
    for (const [state, { fill, stroke }] of Object.entries(colours))
      text.push(`  classDef ${state} fill:${fill},stroke:${stroke},color:#1f2328`);
  }
  text.push(...look.classes);
  return `${text.join("\n")}\n`;
}

class Look {
  readonly #states: States | undefined;
  readonly classes: string[] = [];

  constructor(states: States | undefined) {
    this.#states = states;
  }

  line({ depth, open, shape, close }: Step): string | undefined {
    if (shape !== undefined) return this.#shape(shape);
    if (depth === 0) return undefined;
    if (close !== undefined) return "end";
    return open === undefined ? undefined : this.#cluster(open);
  }

  #shape({ id, kind, lines: said }: Shape): string {
    const [left, right] = brackets[kind];
    const state = this.#states?.get(id);
    const all = state?.line === undefined ? said : [...said, state.line];
    return `${id}${left}${quoted(all)}${right}${state === undefined ? "" : `:::${state.state}`}`;
  }

  #cluster({ id, kind, lines: said }: Cluster): string {
    const state = this.#states?.get(id);
    const all = state?.line === undefined ? said : [...said, state.line];
    this.classes.push(`  class ${id} ${state?.state ?? (kind === "graph" ? "asValue" : "nested")}`);
    return `subgraph ${id}[${quoted(all)}]`;
  }
}

function arrowLine({ from, to, fromCluster, toCluster, labels, kind }: Arrow): string {
  const words = [...new Set(labels)].join(", ");
  const label = words === "" ? "" : `|${quoted([words])}|`;
  return `${fromCluster ?? from} ${lines[kind]}${label} ${toCluster ?? to}`;
}

/** Lines as one quoted label. */
function quoted(all: readonly string[]): string {
  return `"${all.map(escape).join("<br/>")}"`;
}

/**
 * What Mermaid, its Markdown or HTML could take for more than a letter becomes an entity code: everything but letters, digits and a few
 * signs, what makes a list at the begin of a line, and links. What Mermaid looks for behind the codes (`$$`, `\n`, and the letters that it marks
 * entities with itself) is parted by a character without width.
 */
function escape(text: string): string {
  return text
    .replaceAll(/\$(?=\$)|\\(?=n)|\ufb02(?=°)|¶(?=ß)/g, "$&\u2060")
    .replaceAll(
      /[\0-\x1f"#$%&*;<>?@\\^`{|}~!\x7f]|_(?![A-Za-z0-9])|(?<![A-Za-z0-9])_|^[-+=](?!\d)|(?<=^\d+)[.)](?!\d)|:(?=\/\/)|(?<=www)\./gi,
      (letter) => `#${String(letter.codePointAt(0))};`,
    );
}
