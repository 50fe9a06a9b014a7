import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { Script } from "node:vm";
import { Graphviz } from "@hpcc-js/wasm-graphviz";
import { JSDOM } from "jsdom";

/** A picture as a browser would show it: the text in each node, cluster and arrow. */
export interface Drawn {
  readonly nodes: readonly string[];
  readonly clusters: readonly string[];
  readonly arrows: number;
  readonly labels: readonly string[];
  readonly svg: string;
}

interface Mermaid {
  initialize(options: object): void;
  render(id: string, text: string): Promise<{ readonly svg: string }>;
}

let graphviz: Promise<Graphviz> | undefined;

/** Draws with Graphviz, as it is compiled for Node: no machine has to have it. */
export async function drawDot(text: string): Promise<Drawn> {
  graphviz ??= Graphviz.load();
  const stdout = (await graphviz).dot(text);
  const { document } = new JSDOM(stdout, { contentType: "image/svg+xml" }).window;
  const texts = (kind: string) =>
    [...document.querySelectorAll(`g.${kind}`)].map((group) =>
      [...group.querySelectorAll("text")].map(({ textContent }) => textContent).join("\n"),
    );
  const labels = texts("edge").filter((one) => one !== "");
  const arrows = document.querySelectorAll("g.edge").length;
  return { nodes: texts("node"), clusters: texts("cluster"), arrows, labels, svg: stdout };
}

let loaded: { readonly mermaid: Mermaid; readonly window: JSDOM["window"] } | undefined;

/**
 * Draws with Mermaid, as GitHub is set up. There is no browser: where things lie is not known here, only that they are drawn, and the text
 * they have.
 */
export async function drawMermaid(text: string): Promise<Drawn> {
  loaded ??= loadMermaid();
  const { mermaid, window } = loaded;
  const { svg } = await mermaid.render("picture", text);
  const holder = window.document.createElement("div");
  holder.innerHTML = svg;
  const texts = (query: string) =>
    [...holder.querySelectorAll(query)].map((label) =>
      label.innerHTML
        .replaceAll(/<br\s*\/?>/g, "\n")
        .replaceAll(/<[^>]*>/g, "")
        .replaceAll("&lt;", "<")
        .replaceAll("&gt;", ">")
        .replaceAll("&amp;", "&")
        .replaceAll("\u2060", "")
        .trim(),
    );
  const labels = texts(".edgeLabels .edgeLabel .label").filter((one) => one !== "");
  const arrows = holder.querySelectorAll("path.flowchart-link").length;
  return { nodes: texts("g.node .label"), clusters: texts("g.cluster .cluster-label"), arrows, labels, svg };
}

function loadMermaid(): NonNullable<typeof loaded> {
  const dom = new JSDOM("<!doctype html><body></body>", {
    runScripts: "outside-only",
    pretendToBeVisual: true,
  });
  const { window } = dom;
  // A DOM without layout knows no sizes: any will do.
  Object.assign(window.SVGElement.prototype, {
    getBBox: () => ({ x: 0, y: 0, width: 80, height: 20 }),
    getComputedTextLength: () => 80,
  });
  const require = createRequire(import.meta.url);
  const file = require.resolve("@mermaid-js/tiny");
  new Script(readFileSync(file, "utf8")).runInContext(dom.getInternalVMContext());
  const { mermaid } = window as unknown as { readonly mermaid: Mermaid };
  mermaid.initialize({ startOnLoad: false, securityLevel: "strict" });
  return { mermaid, window };
}
