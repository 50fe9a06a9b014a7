import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { project, taskAlone, tkr } from "./support/tkr.ts";

const config = (graph: string): string => `export default { graph: ${JSON.stringify(graph)} };\n`;
const exported = (value: string): string => `export default ${JSON.stringify(constant(value))};
export const other = ${JSON.stringify(constant("other"))};
`;

/** A graph that gives a value. */
function constant(value: string) {
  return {
    nodes: [
      { type: "const", value },
      { type: "output", inputs: { value: [0, "value"] } },
    ],
    graph_output_idx: 1,
  };
}

it("runs the project's graph when none is named, from any folder below", async () => {
  const cwd = project({ "tierkreis.config.ts": config("graph.ts"), "graph.ts": exported("mine") });
  mkdirSync(join(cwd, "below"));
  for (const folder of [cwd, join(cwd, "below")]) {
    expect(await tkr(["run", "-o"], { cwd: folder })).toMatchObject({ exitCode: 0, stdout: '"mine"\n' });
  }
});

it.each([
  ["graph.ts:other", '"other"\n'],
  ["flow.json", '"a document"\n'],
])("takes %s for the project's graph", async (graph, stdout) => {
  const cwd = project({
    "tierkreis.config.ts": config(graph),
    "graph.ts": exported("mine"),
    "flow.json": JSON.stringify(constant("a document")),
  });
  expect(await tkr(["run", "-o"], { cwd })).toMatchObject({ exitCode: 0, stdout });
});

it("prefers what the command line names", async () => {
  const cwd = project({
    "tierkreis.config.ts": config("graph.ts"),
    "graph.ts": exported("mine"),
    "flow.json": JSON.stringify(constant("a document")),
  });
  expect(await tkr(["run", "-o", "-f", "flow.json"], { cwd })).toMatchObject({ stdout: '"a document"\n' });
  expect(await tkr(["run", "-o", "-g", "graph.ts:other"], { cwd })).toMatchObject({ stdout: '"other"\n' });
});

it("says that the configuration named a graph that is not there", async () => {
  const cwd = project({ "tierkreis.config.ts": config("gone.ts") }, taskAlone("a.b"));
  const { exitCode, stderr } = await tkr(["run"], { cwd });
  expect(stderr).toMatch(/There is no file [^]*gone\.ts, which [^]*tierkreis\.config\.ts names/);
  expect(exitCode).toBe(2);
});

it("is told by tkr config", async () => {
  const cwd = project({ "tierkreis.config.ts": config("graph.ts:other") });
  const { stdout } = await tkr(["config", "--json"], { cwd });
  expect(JSON.parse(stdout)).toMatchObject({
    settings: {
      graph: { value: expect.stringMatching(/graph\.ts:other$/), from: expect.stringMatching(/config\.ts$/) },
    },
  });
});
