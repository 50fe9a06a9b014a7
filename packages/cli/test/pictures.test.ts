import { toGraph, type Graph } from "@tierkreis/core";
import { expect, it, vi } from "vitest";
import { cases } from "../../../scripts/testing/built-graphs/kinds.ts";
import * as make from "../../../scripts/testing/graphs/documents.ts";
import { drawGraph } from "../src/export/draw-graph.ts";
import { toDot } from "../src/export/dot.ts";
import { inOrder } from "../src/export/in-order.ts";
import { label } from "../src/export/labels.ts";
import { toMermaid } from "../src/export/mermaid.ts";
import type { Cluster, Picture } from "../src/export/picture.ts";
import { drawDot, drawMermaid } from "./support/draw.ts";

// Graphviz is started, and Mermaid is large.
vi.setConfig({ testTimeout: 60_000 });

/** The texts of all that a picture shows, sorted. */
function contentsOf({ root, arrows }: Picture) {
  const steps = [...inOrder(root)];
  const text = (lines: readonly string[]) => lines.join("\n");
  const labels = arrows.map(({ labels: words }) => [...new Set(words)].join(", ")).filter(Boolean);
  // Runs of blanks, and those at the ends, are one blank or none where text is drawn.
  return {
    nodes: steps.flatMap(({ shape }) => (shape === undefined ? [] : [text(shape.lines)])).toSorted(),
    clusters: steps
      .flatMap(({ depth, open }) => (open === undefined || depth === 0 ? [] : [text(open.lines)]))
      .toSorted(),
    arrows: arrows.length,
    labels: labels.toSorted(),
  };
}

/** Both tools show all that is there, and nothing else. */
async function expectDrawn(graph: Graph): Promise<Picture> {
  const picture = drawGraph(graph);
  await expectAsDrawn(picture);
  return picture;
}

async function expectAsDrawn(picture: Picture): Promise<void> {
  const expected = contentsOf(picture);
  for (const { nodes, clusters, arrows, labels } of [
    await drawDot(toDot(picture)),
    await drawMermaid(toMermaid(picture)),
  ]) {
    const drawn = {
      nodes: nodes.toSorted(),
      clusters: clusters.toSorted(),
      arrows,
      labels: labels.toSorted(),
    };
    expect(drawn).toEqual(expected);
  }
}

it.for(Object.entries(cases))("draws %s with Graphviz and with Mermaid", async ([, { graph }]) => {
  const picture = await expectDrawn(toGraph(graph.getData()));
  expect(picture.root.shapes.filter(({ kind }) => kind === "output")).toHaveLength(1);
});

it("writes each kind of node as its own shape", () => {
  const body = make.document([make.input("x"), make.task("inner", { x: [0, "x"] })], {
    y: [1, "y"],
    go: [1, "go"],
  });
  const graph = make.graphOf(
    [
      make.input("a"),
      make.constant(3),
      make.constant(body),
      { type: "loop", body: [2, "value"], inputs: { x: [0, "a"] }, continue_port: "go", name: "again" },
      make.branch("ifelse", [
        [3, "go"],
        [3, "y"],
        [1, "value"],
      ]),
    ],
    { value: [4, "value"] },
  );
  const picture = drawGraph(graph);
  expect(toMermaid(picture)).toMatchInlineSnapshot(`
    "flowchart TB
      n0(["a"])
      n4{"ifelse"}
      n5(["output"])
      n1("3")
      subgraph c3["loop again<br/>while go"]
        n6(["x"])
        n7["w.inner"]
        n8(["output"])
      end
      n0 --> n6
      n8 -->|"go → if"| n4
      n8 -.->|"y → then"| n4
      n1 -.->|"else"| n4
      n4 --> n5
      n6 -->|"x"| n7
      n7 -->|"y, go"| n8
      classDef nested fill:none,stroke:#8c8c8c
      classDef asValue fill:none,stroke:#8c8c8c,stroke-dasharray:4 3
      class c3 nested
    "
  `);
  expect(toDot(picture)).toMatchInlineSnapshot(`
    "digraph tierkreis {
      graph [compound=true,rankdir=TB,fontname=Helvetica]
      node [fontname=Helvetica]
      edge [fontname=Helvetica,fontsize=10]
      n0 [label="a",tooltip="-.N0",shape=box,style=rounded]
      n4 [label="ifelse",tooltip="-.N4",shape=diamond]
      n5 [label="output",tooltip="-.N5",shape=box,style=rounded]
      n1 [label="3",tooltip="-.N1",shape=plaintext]
      subgraph cluster_c3 {
        graph [label="loop again\\nwhile go",tooltip="-.N3",style=rounded,color="#8c8c8c"]
        n6 [label="x",tooltip="-.N3.L*.N0",shape=box,style=rounded]
        n7 [label="w.inner",tooltip="-.N3.L*.N1",shape=box]
        n8 [label="output",tooltip="-.N3.L*.N2",shape=box,style=rounded]
      }
      n0 -> n6
      n8 -> n4 [label="go → if"]
      n8 -> n4 [label="y → then",style=dashed]
      n1 -> n4 [label="else",style=dashed]
      n4 -> n5
      n6 -> n7 [label="x"]
      n7 -> n8 [label="y, go"]
    }
    "
  `);
});

const awkward = [
  "a \"quoted\" 'text'",
  "[x] (y) {z} | ]] }} ))",
  "end",
  "subgraph x",
  "<b>bold</b> &amp; <script>alert(1)</script> <br>",
  "#quot; #35; &quot; &#9829;",
  '%%{init: {"theme": "dark"}}%%',
  "%% no comment",
  "`code` **bold** _it_ __init__ a_b ~~x~~",
  "1. one",
  "- item",
  "+ item",
  "# title",
  "> quote",
  "https://example.org www.example.org a@example.org",
  "\\n \\N \\G \\l C:\\temp",
  "é 漢字 😀 👩‍👩‍👧 ﬂ°°lt¶ß العربية",
  "$$x^2$$ a;b; c",
  "end\nend\r\n\ttabs",
  "x".repeat(5000),
  "\u001b[31mred\u001b[0m \u0000",
  "\ud800 alone",
  "--> a --- b",
  ":::done",
];

it.for(awkward)("shows the text %j as it is, in nodes, clusters and arrows", async (text) => {
  const said = label(text);
  const shapes = (["input", "const", "task", "branch", "evaluation"] as const).map((kind, index) => ({
    id: `n${String(index)}`,
    kind,
    lines: [said, said],
    place: "-.N0",
  }));
  const inner = {
    id: "c9",
    kind: "loop" as const,
    lines: [said],
    place: "-.N1",
    shapes,
    clusters: [],
  } satisfies Cluster;
  const root = {
    id: "",
    kind: "run" as const,
    lines: [],
    place: "-",
    shapes: [],
    clusters: [inner],
  } satisfies Cluster;
  const arrow = { from: "n0", to: "n1", labels: [said, `${said}2`], kind: "value" } as const;
  await expectAsDrawn({ root, arrows: [arrow] });
  const graph = make.graphOf([make.constant(text), make.task("t", { in: [0, "value"] })], {
    out: [1, "out"],
  });
  await expectAsDrawn(drawGraph(graph));
});

it("shows names of inputs, workers and loops of any kind of text", async () => {
  const names = ["end", "a-b", "graph", "ein-漢字"];
  for (const name of names) {
    const body = make.document([make.input("x")], { x: [0, "x"], should_continue: [0, "x"] });
    await expectDrawn(
      make.graphOf(
        [
          make.constant(body),
          make.constant(1),
          make.loop([0, "value"], { x: [1, "value"] }, `${name} "<i>"`),
        ],
        {
          value: [2, "x"],
        },
      ),
    );
  }
});

it("draws a graph again at each place that evaluates it, and names the place when that gets too much", async () => {
  let body: object = make.document([make.input("x")], { x: [0, "x"] });
  for (let depth = 0; depth < 40; depth++) {
    const inner = [0, "value"] as const;
    body = make.document(
      [
        make.constant(body),
        make.input("x"),
        make.evaluate(inner, { x: [1, "x"] }),
        make.evaluate(inner, { x: [2, "x"] }),
      ],
      { x: [3, "x"] },
    );
  }
  const picture = drawGraph(toGraph(body));
  const { nodes } = contentsOf(picture);
  expect(nodes.length).toBeGreaterThan(1000);
  expect(nodes.length).toBeLessThan(3000);
  expect(nodes.some((text) => text.startsWith("eval\nthe graph of -."))).toBe(true);
  await drawDot(toDot(picture));
});

it("leaves out what is hidden, and marks breakpoints", () => {
  const graph = toGraph({
    ...make.document(
      [make.constant(1), make.task("a", { x: [0, "value"] }), make.task("b", { x: [1, "value"] })],
      {
        value: [2, "value"],
      },
    ),
    node_metadata: { 0: { is_hidden: true }, 2: { has_breakpoint: true } },
  });
  expect(contentsOf(drawGraph(graph))).toMatchObject({
    nodes: ["output", "w.a", "w.b\nbreakpoint"],
    arrows: 2,
  });
});

it("shows recursion as a node, and graphs that are values beside what they are given to", () => {
  const contents = (name: string) => contentsOf(drawGraph(toGraph(cases[name]?.graph.getData())));
  expect(contents("recursion").nodes).toContain("eval\nthis graph again");
  expect(contents("map of itself").nodes).toContain("builtins.tkr_id\ngiven this graph");
  expect(contents("map of itself")).toMatchObject({ clusters: ["graph"] });
  expect(contents("graphs as values").clusters).toEqual(["eval", "graph", "graph"]);
});

it("shows data that only looks like a graph as data", () => {
  const graph = make.graphOf([make.constant({ nodes: [{ type: "input" }] })], { value: [0, "value"] });
  expect(contentsOf(drawGraph(graph)).nodes).toEqual(["output", '{"nodes":[{"type":"input"}]}']);
});

it("writes ten times the text for ten times the nodes", () => {
  const chain = (length: number) => {
    const nodes: object[] = [make.constant(1)];
    for (let at = 0; at < length; at++) nodes.push(make.task("t", { x: [at, "value"] }));
    return drawGraph(make.graphOf(nodes, { value: [length, "value"] }));
  };
  const small = chain(1000);
  const large = chain(10_000);
  expect(large.arrows).toHaveLength(10_001);
  for (const write of [toDot, toMermaid]) {
    expect(write(large).length / write(small).length).toBeLessThan(12);
  }
});

it("draws the arrows into and out of a map past what is hidden, however long the way", async () => {
  const body = make.document([make.input("x"), make.task("inner", { x: [0, "x"] })], { value: [1, "value"] });
  const links = 20_000;
  const graph = toGraph({
    ...make.document(
      [
        make.task("list", {}),
        { type: "function", function_name: "builtins.unfold_values", inputs: { value: [0, "value"] } },
        make.constant(body),
        make.map([2, "value"], { x: [1, "*"] }),
        { type: "function", function_name: "builtins.fold_values", inputs: { values_glob: [3, "value-*"] } },
        ...Array.from({ length: links }, (_, link) => make.task("step", { value: [4 + link, "value"] })),
      ],
      { value: [4 + links, "value"] },
    ),
    node_metadata: Object.fromEntries(
      [1, ...Array.from({ length: links + 1 }, (_, link) => 4 + link)].map((node) => [
        node,
        { is_hidden: true },
      ]),
    ),
  });
  const picture = await expectDrawn(graph);
  const text = toMermaid(picture).split("\n").slice(1, 13).join("\n");
  expect(text).toMatchInlineSnapshot(`
    "  n0["w.list"]
      n20005(["output"])
      subgraph c3["map"]
        n20006(["x"])
        n20007["w.inner"]
        n20008(["output"])
      end
      n0 --> n20006
      n20008 -->|"each value"| n20005
      n20006 -->|"x"| n20007
      n20007 --> n20008
      classDef nested fill:none,stroke:#8c8c8c"
  `);
});
