import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseGraph } from "@tierkreis/core";
import { expect, it } from "vitest";
import { pythonGraphs } from "../../../scripts/testing/built-graphs/python-graphs.ts";
import { shapeOf, throughText } from "./support/same-shape.ts";

const folder = join(import.meta.dirname, "fixtures", "graphs");

it.each(Object.entries(pythonGraphs))("builds %s as the Python package does", (name, graph) => {
  const python = parseGraph(readFileSync(join(folder, name, "graph.json"), "utf8"));
  expect(shapeOf(throughText(graph))).toEqual(shapeOf(python));
});
