import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseGraph } from "@tierkreis/core";
import { expect, it } from "vitest";
import * as make from "../../../scripts/testing/graphs/documents.ts";
import { drawDot, drawMermaid } from "./support/draw.ts";
import { greeting, project, tkr } from "./support/tkr.ts";

const task = (name: string, inputs: make.Wires = {}) => ({ type: "function", function_name: name, inputs });
const workers = {
  "workers/good/main.sh": `cat "$input_x_file" > "$output_value_file"\n`,
  "workers/bad/main.sh": `grep -q 2 "$input_x_file" && exit 3; cp "$input_x_file" "$output_value_file"\n`,
};

/** Three tasks one after the other, of which the second, in a map, fails for one of three elements. */
function halfFailing() {
  const body = make.document([make.input("x"), task("bad.task", { x: [0, "x"] })], { value: [1, "value"] });
  return make.document(
    [
      make.constant([1, 2, 3]),
      task("good.first", { x: [0, "value"] }),
      task("builtins.unfold_values", { value: [1, "value"] }),
      make.constant(body),
      make.map([3, "value"], { x: [2, "*"] }),
      task("builtins.fold_values", { values_glob: [4, "value-*"] }),
      task("good.last", { x: [5, "value"] }),
    ],
    { value: [6, "value"] },
  );
}

it("writes Mermaid, DOT and JSON to standard output or a file", async () => {
  const cwd = project({ "workers/hello/main.sh": "exit 1\n" });
  const mermaid = await tkr(["export", "-f", "graph.json"], { cwd });
  expect(mermaid).toMatchObject({ exitCode: 0, stderr: "" });
  expect(await drawMermaid(mermaid.stdout)).toMatchObject({
    nodes: ["name", "hello.greet", "output"],
    arrows: 2,
  });
  expect(await tkr(["export", "-f", "graph.json", "-o", "g.dot"], { cwd })).toMatchObject({
    exitCode: 0,
    stdout: "",
  });
  expect(await drawDot(readFileSync(join(cwd, "g.dot"), "utf8"))).toMatchObject({ arrows: 2 });
  const json = await tkr(["export", "-f", "graph.json", "--format", "json"], { cwd });
  expect(parseGraph(json.stdout)).toMatchObject(greeting);
});

it("takes the graph of a TypeScript file, whose own output does not get in the way", async () => {
  const cwd = project({
    "graph.ts": `console.log("noise");\nexport default ${JSON.stringify(greeting)};\n`,
  });
  const { stdout, exitCode } = await tkr(["export", "-g", "graph.ts", "--format", "dot"], { cwd });
  expect({ exitCode, begin: stdout.slice(0, 18) }).toEqual({ exitCode: 0, begin: "digraph tierkreis " });
});

it("colours what a run has done, where it failed and what it did not reach", async () => {
  const cwd = project(workers, halfFailing());
  const run = await tkr(["run", "-f", "graph.json", "--run-id", "7", "--on-failure", "keep-going"], { cwd });
  expect(run.exitCode).toBe(1);
  const { stdout } = await tkr(["export", "--run", "7"], { cwd });
  const states = stdout.match(/".*"[\])}]+:::\w+|class c\d+ \w+/g)?.toSorted();
  expect(states).toEqual([
    '"[1,2,3]"):::done',
    '"bad.task<br/>1 failed, 2 done"]:::failed',
    '"builtins.fold_values"]:::waiting',
    '"builtins.unfold_values"]:::done',
    '"good.first"]:::done',
    '"good.last"]:::waiting',
    '"output"]):::waiting',
    '"output"]):::waiting',
    '"x"]):::done',
    "class c4 failed",
  ]);
  const dot = await tkr(["export", "--run", "7", "--format", "dot"], { cwd });
  const { nodes } = await drawDot(dot.stdout);
  expect(nodes).toContain("bad.task\n1 failed, 2 done");
  await drawMermaid(stdout);
});

it("colours a run that is done as done", async () => {
  const cwd = project({ ...workers, "workers/bad/main.sh": workers["workers/good/main.sh"] }, halfFailing());
  await tkr(["run", "-f", "graph.json", "--run-id", "7"], { cwd });
  const { stdout } = await tkr(["export", "--run", "7"], { cwd });
  expect(new Set(stdout.match(/(?<=:::)\w+/g))).toEqual(new Set(["done"]));
});

it("says what is wrong with what it was given", async () => {
  const cwd = project();
  const all = [
    [["export"], /Which graph/],
    [["export", "-f", "graph.json", "--format", "svg"], /mermaid, dot, json/],
    [["export", "-f", "no.json"], /There is no file no\.json/],
    [
      ["export", "-f", "graph.json", "-o", "no/folder.dot"],
      /no\/folder\.dot, which -o names, can not be written/,
    ],
  ] as const;
  for (const [args, words] of all) {
    const { exitCode, stderr, stdout } = await tkr(args, { cwd });
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
    expect(stderr).toMatch(words);
  }
  const unknown = await tkr(["export", "--run", "nobody"], { cwd });
  expect(unknown).toMatchObject({ exitCode: 1, stdout: "" });
  expect(unknown.stderr).toContain("TKR_RUN_UNKNOWN");
});

it("says when a picture is more than GitHub draws", async () => {
  const nodes: object[] = [make.constant(1)];
  for (let at = 0; at < 3000; at++) nodes.push(make.task("t", { x: [at, "value"] }));
  const cwd = project({}, make.document(nodes, { value: [3000, "value"] }));
  const { exitCode, stderr } = await tkr(["export", "-f", "graph.json"], { cwd });
  expect(exitCode).toBe(0);
  expect(stderr).toMatch(
    /^note: GitHub draws Mermaid up to 50000 letters and 500 arrows; this has \d+ letters/,
  );
});

it("refuses a file whose ending it does not know, and says when a run ran another graph", async () => {
  const cwd = project();
  const png = await tkr(["export", "-f", "graph.json", "-o", "m.png"], { cwd });
  expect(png.exitCode).toBe(2);
  expect(png.stderr).toContain("tkr writes no .png files");
  await tkr(["run", "-f", "graph.json", "-i", "name=Ada", "--run-id", "1"], { cwd });
  const same = await tkr(["export", "-f", "graph.json", "--run", "1"], { cwd });
  expect(same).toMatchObject({ exitCode: 0, stderr: "" });
  writeFileSync(join(cwd, "other.json"), JSON.stringify(halfFailing()));
  const other = await tkr(["export", "-f", "other.json", "--run", "1"], { cwd });
  expect(other.exitCode).toBe(0);
  expect(other.stderr).toMatch(/^note: run \S+ ran another graph/);
});
