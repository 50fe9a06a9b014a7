// What users get who take only the parts that they need.
import { globSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, inject, it, vi } from "vitest";
import { makeProject, type Project } from "./packed/project.ts";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const asked = ["builder", "controller", "storage-fs", "executor-shell"].map((name) => `@tierkreis/${name}`);
/** In bytes, zod included. */
const MOST = 10_000_000;

let project: Project;
beforeAll(async () => {
  project = await makeProject({ manager: "npm", registry: inject("registry"), packages: asked });
});
afterAll(() => project.remove());

const files = (pattern: string): string[] =>
  globSync(pattern, { cwd: join(project.folder, "node_modules"), withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

it("brings what a graph of shell tasks needs, and no other driver", () => {
  const names = globSync("{@tierkreis/*,tierkreis}", { cwd: join(project.folder, "node_modules") }).sort();
  const needed = ["builder", "builtins", "controller", "core", "executor-shell", "process", "storage-fs"];
  expect(names).toEqual(needed.map((name) => `@tierkreis/${name}`));
});

it("brings no TypeSpec compiler, and nothing that knows uv", () => {
  const names = files("**/package.json").map(
    (file) => (JSON.parse(readFileSync(file, "utf8")) as { name?: string }).name,
  );
  expect(names).toContain("zod");
  expect(names.filter((name) => /typespec|prettier|commander/.test(name ?? ""))).toEqual([]);
  const code = files("@tierkreis/**/*.js");
  expect(code).not.toEqual([]);
  const withoutComments = (file: string): string =>
    readFileSync(file, "utf8").replaceAll(/\/\*.*?\*\//gs, "");
  expect(code.filter((file) => /\buv\b/i.test(withoutComments(file)))).toEqual([]);
});

it("brings at most 10 MB", () => {
  const size = files("**").reduce((sum, file) => sum + statSync(file).size, 0);
  expect(size).toBeGreaterThan(1_000_000);
  expect(size).toBeLessThanOrEqual(MOST);
});

it("runs a graph of shell tasks", async () => {
  const program = `
import { mkdirSync, writeFileSync } from "node:fs";
import { bytes, defineTask, GraphBuilder } from "@tierkreis/builder";
import { runGraph } from "@tierkreis/controller";
import { ShellExecutor } from "@tierkreis/executor-shell";
import { FileStorage } from "@tierkreis/storage-fs";
import { z } from "zod";

mkdirSync("workers/text", { recursive: true });
writeFileSync("workers/text/main.sh", 'tr a-z A-Z < "$input_text_file" > "$output_value_file"');
const upper = defineTask({ worker: "text", name: "upper", inputs: { text: bytes() }, outputs: bytes() });
const g = new GraphBuilder({ inputs: bytes(), outputs: bytes() });
g.outputs(g.task(upper({ text: g.inputs })));
const storage = new FileStorage({ directory: "checkpoints" });
const executor = new ShellExecutor({ registry: "workers" });
const shouted = await runGraph(g, new TextEncoder().encode("hello"), { storage, executor });
console.log(z.string().parse(new TextDecoder().decode(shouted)));
`;
  writeFileSync(join(project.folder, "program.ts"), program);
  const end = await project.run(process.execPath, ["program.ts"]);
  expect(end).toEqual({ exitCode: 0, stdout: "HELLO", stderr: "" });
});
