import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { root } from "../../../scripts/lib/root.ts";
import { tkrInTerminal } from "./support/terminal.ts";
import { project, tkr } from "./support/tkr.ts";

const prints = (name: string) =>
  `process.stdout.write("${name} out \\u001b[31m\\n");\nconsole.log("${name} log");\nconsole.error("${name} error");\n`;

const files = {
  "package.json": `{ "type": "module" }`,
  "tierkreis.config.ts": `${prints("config")}export default {};`,
  "graph.ts": `${prints("graph")}
export default {
  nodes: [
    { type: "function", function_name: "loud.one", inputs: {} },
    { type: "function", function_name: "loud.two", inputs: {} },
    { type: "output", inputs: { one: [0, "value"], two: [1, "value"] } },
  ],
  graph_output_idx: 2,
};
`,
  "workers/loud/main.ts": `import { defineTask } from "@tierkreis/core";
import { implement } from "@tierkreis/executor-inline";
import { z } from "zod";
${prints("module")}
const both = { one: {}, two: { thread: true } };
export const tasks = Object.entries(both).map(([name, options]) =>
  implement(defineTask({ worker: "loud", name, inputs: {}, outputs: z.int() }), async () => {
    process.stdout.write(name + " written\\n");
    await new Promise((done) => setTimeout(done, 10));
    console.log(name + " logged");
    console.error(name + " complained");
    return 1;
  }, options));
`,
};

function loud(): string {
  const cwd = project(files);
  symlinkSync(join(root, "packages/cli/node_modules"), join(cwd, "node_modules"));
  return cwd;
}

it.each([["-o"], ["--json"]])("leaves standard output to %s, whatever files of users print", async (flag) => {
  const cwd = loud();
  const { stdout, stderr, exitCode } = await tkr(["run", "-g", "graph.ts", "--run-id", "1", flag], { cwd });
  const printed = JSON.parse(stdout) as { outputs?: unknown };
  expect(flag === "-o" ? printed : printed.outputs).toEqual({ one: 1, two: 1 });
  expect(exitCode).toBe(0);
  for (const name of ["config", "graph", "module"])
    expect(stderr).toContain(`${name} out \n${name} log\n${name} error\n`);
  expect(stderr).not.toMatch(/written|logged|\u001b/);
  for (const [place, name] of [
    ["-.N0", "one"],
    ["-.N1", "two"],
  ] as const) {
    const log = await tkr(["logs", "1", place], { cwd });
    for (const words of ["written", "logged", "complained"]) expect(log.stdout).toContain(`${name} ${words}`);
  }
});

it.each([
  [["config", "--json"]],
  [["check", "-g", "graph.ts", "--json"]],
  [["export", "-g", "graph.ts", "--format", "json"]],
])("leaves standard output to tkr %j", async (args) => {
  const { stdout, stderr } = await tkr(args, { cwd: loud() });
  expect(JSON.parse(stdout)).toBeTypeOf("object");
  expect(stderr).toContain("config out \nconfig log\nconfig error\n");
});

it("prints what files of users print above the live region, without codes for the terminal", async () => {
  const terminal = tkrInTerminal(["run", "-g", "graph.ts"], { cwd: loud(), columns: 70 });
  await terminal.over();
  expect(terminal.text()).toMatch(/module out ?\nmodule log\nmodule error\n/);
  expect(terminal.raw).not.toContain("out \u001b[31m");
});
