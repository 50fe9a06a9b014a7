// Every package in one project: what each imports, and the command line.
import { cpSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, inject, it, vi } from "vitest";
import { z } from "zod";
import { root } from "../scripts/lib/root.ts";
import { makeProject, OVERRIDES, type Project } from "./packed/project.ts";

vi.setConfig({ testTimeout: 300_000, hookTimeout: 120_000 });

const manifestSchema = z.object({ exports: z.record(z.string(), z.unknown()) });

let project: Project;
beforeAll(async () => {
  // pnpm lets a package find what it declares and nothing else: what is missing shows, though all are there.
  project = await makeProject({
    manager: "pnpm",
    registry: inject("registry"),
    packages: [...inject("packed"), "zod"],
  });
});
afterAll(() => project.remove());

it.each(inject("packed"))("%s finds all that it imports, by every entry", async (name) => {
  const manifest: unknown = JSON.parse(
    readFileSync(join(project.folder, "node_modules", name, "package.json"), "utf8"),
  );
  const entries = Object.keys(manifestSchema.parse(manifest).exports).filter(
    (entry) => !entry.endsWith(".json"),
  );
  expect(entries).toContain(".");
  for (const entry of entries) {
    const program = `await import(${JSON.stringify(join(name, entry))})`;
    const end = await project.run(process.execPath, ["--input-type=module", "--eval", program]);
    expect(end).toEqual({ exitCode: 0, stdout: "", stderr: "" });
  }
});

it("shows a package no other packages than it declares", () => {
  expect(existsSync(join(project.folder, "node_modules", ".pnpm", "node_modules"))).toBe(false);
});

it("brings tkr, which explains itself", async () => {
  const { exitCode, stdout } = await project.run("npx", ["--no-install", "tkr", "--help"]);
  expect(exitCode).toBe(0);
  expect(stdout).toContain("Usage: tkr");
});

it("brings tkr, which writes stubs and runs a graph", async () => {
  cpSync(join(root, "example_workers", "text_worker"), join(project.folder, "workers", "text_worker"), {
    recursive: true,
    filter: (path) => !path.endsWith("api.ts"),
  });
  const stubs = await project.run("npx", ["--no-install", "tkr", "init", "stubs", "--workers", "workers"]);
  expect(stubs.stderr + stubs.stdout).not.toMatch(/error/i);
  expect(existsSync(join(project.folder, "workers", "text_worker", "api.ts"))).toBe(true);
  writeFileSync(
    join(project.folder, "graph.ts"),
    `import { GraphBuilder } from "tierkreis";
import { z } from "zod";
import { count } from "./workers/text_worker/api.ts";

export const workflow = new GraphBuilder({ inputs: { text: z.string() }, outputs: { words: z.int() } });
workflow.outputs({ words: workflow.task(count({ text: workflow.inputs.text })).words });
`,
  );
  const args = ["run", "-g", "graph.ts", "-i", "text=one two three", "--registry", "workers", "-o"];
  const { exitCode, stdout, stderr } = await project.run("npx", ["--no-install", "tkr", ...args]);
  expect({ exitCode, stdout: exitCode === 0 ? stdout : stdout + stderr }).toEqual({
    exitCode: 0,
    stdout: '{"words":3}',
  });
});

it("brings tkr, which makes a project that installs, runs, passes its test and has no type errors", async () => {
  const end = await project.run("npx", ["--no-install", "tkr", "init", "project", "../made"]);
  expect(end).toMatchObject({ exitCode: 0, stderr: "" });
  const manifest = join(project.folder, "..", "made", "package.json");
  const content = JSON.parse(readFileSync(manifest, "utf8")) as object;
  // The registry has what this workspace has installed, which is this version.
  writeFileSync(manifest, JSON.stringify({ ...content, overrides: OVERRIDES }));
  const npm = {
    npm_config_registry: inject("registry"),
    npm_config_audit: "false",
    npm_config_fund: "false",
  };
  const steps = [
    ["npm install", /added \d+ packages/],
    ["npx --no-install tkr run", /value: 14\n?/],
    ["npx --no-install tkr init stubs --check", /sums .*up to date/],
    ["npm test", /1 passed/],
    ["npm run typecheck", /tsc/],
  ] as const;
  for (const [line, words] of steps) {
    // Beside the project that brings tkr, so that it finds nothing of that.
    const { exitCode, stdout, stderr } = await project.run("sh", ["-c", `cd ../made && ${line}`], npm);
    expect({ line, exitCode, words: stdout + stderr }).toEqual({
      line,
      exitCode: 0,
      words: expect.stringMatching(words),
    });
  }
});
