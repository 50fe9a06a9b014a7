import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { jsonToValue, parseJson, stringifyGraph, toGraph, toValue, type Json } from "@tierkreis/core";
import { beforeAll, expect, it } from "vitest";
import { cases } from "../../../scripts/testing/built-graphs/kinds.ts";

const program = join(import.meta.dirname, "fixtures", "run_graphs.py");
const minutes = 60_000;
let answers: Readonly<Record<string, Json>> = {};

beforeAll(() => {
  const given = Object.entries(cases).map(([name, { graph, inputs }]) => {
    return [name, { graph: stringifyGraph(graph.getData()), inputs }] as const;
  });
  const python = ["run", "--quiet", "--no-project", "--with", "tierkreis==2.1.1", "python", program];
  const printed = execFileSync("uv", python, {
    input: JSON.stringify(Object.fromEntries(given)),
    encoding: "utf8",
    stdio: ["pipe", "pipe", "ignore"],
    timeout: 4 * minutes,
  });
  answers = parseJson(printed) as Readonly<Record<string, Json>>;
}, 5 * minutes);

it.each(Object.entries(cases))("the Python package loads and runs: %s", (name, { expected }) => {
  expect(jsonToValue(answers[name] ?? null)).toEqual(toValue(expected));
});

it.each(Object.entries(cases))("the engine's check takes: %s", (_, { graph }) => {
  expect(() => toGraph(graph.getData())).not.toThrow();
});
