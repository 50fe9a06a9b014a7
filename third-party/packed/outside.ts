import { cpSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, inject, it } from "vitest";
import { root } from "../../scripts/lib/root.ts";
import { makeProject, type Manager, type ProgramResult, type Project } from "./project.ts";
import { startServer } from "./servers.ts";

const ours = ["builder", "controller", "core", "executor-shell", "executor-uv", "storage-fs"];
const packages = [...ours.map((name) => `@tierkreis/${name}`), "zod", "@types/node"];
const stranger = join(root, "third-party", "project");
const tsc = join(root, "node_modules", "typescript", "bin", "tsc");
const isSource = (path: string): boolean => !/node_modules|\.venv|__pycache__/.test(path);

/** What took long on an idle machine is not to fail on a busy one. */
const SUITE_MS = 600_000;

/** The two tests that take longest are of the storage alone, whoever installed it: once is enough. */
const leftOut = { npm: [], pnpm: ["--test-skip-pattern=100,000|3 GB"] };

/** Where the suites and the signing graph run. */
interface Outside {
  readonly project: Project;
  /** Runs a program of the project, with the addresses of the servers. */
  node(...args: readonly string[]): Promise<ProgramResult>;
  close(): Promise<void>;
}

/** A project with the strangers' drivers, a store and a machine for them: all outside of this workspace. */
async function goOutside(manager: Manager): Promise<Outside> {
  const project = await makeProject({ manager, registry: inject("registry"), packages });
  cpSync(stranger, project.folder, { recursive: true, filter: isSource });
  const workers = join(root, "example_workers");
  cpSync(workers, join(project.folder, "workers"), { recursive: true, filter: isSource });
  const elsewhere = join(project.folder, "..", "elsewhere");
  const site = join(elsewhere, "signing", "workers");
  mkdirSync(site, { recursive: true });
  cpSync(join(workers, "openssl_worker"), join(site, "openssl_worker"), { recursive: true });
  cpSync(join(stranger, "shell_workers"), site, { recursive: true });
  const store = await startServer("object-store", [
    "--dir",
    join(project.folder, "..", "store"),
    "--latency",
    "2",
  ]);
  const machine = await startServer("machine", ["--dir", elsewhere]);
  const env = { OBJECT_STORE: store.url, MACHINE: machine.url, MACHINE_DIR: elsewhere };
  return {
    project,
    node: (...args) => project.run(process.execPath, args, env),
    close: async () => {
      await Promise.all([store.stop(), machine.stop()]);
      await project.remove();
    },
  };
}

/** The tests of a project whose packages this manager installed. */
export function testOutside(manager: Manager): void {
  let outside: Outside;
  beforeAll(async () => {
    outside = await goOutside(manager);
  });
  afterAll(() => outside.close());

  it.concurrent.each(["tsconfig.json", "tsconfig.bundler.json"])(
    "the types resolve with %s",
    async (config) => {
      const emit = ["--declaration", "--emitDeclarationOnly", "--noEmit", "false", "--outDir", "types"];
      expect(await outside.node(tsc, "-p", config, ...emit)).toEqual({ exitCode: 0, stdout: "", stderr: "" });
    },
  );

  it.concurrent.each([
    ["storage", "storage-suite.ts"],
    ["executor", "executor-suite.ts"],
  ])("the stranger's %s passes the suite", { timeout: SUITE_MS }, async (_, program) => {
    const { exitCode, stdout } = await outside.node(
      "--test",
      "--test-reporter=tap",
      ...leftOut[manager],
      program,
    );
    expect(stdout.split("\n").filter((line) => line.startsWith("not ok"))).toEqual([]);
    expect(Number(/^# pass (\d+)$/m.exec(stdout)?.[1])).toBeGreaterThan(40);
    expect(exitCode).toBe(0);
  });

  it.concurrent.each([
    ["the stranger's storage", "the stranger's executor", ["http", "remote"]],
    ["the stranger's storage", "our executor", ["http", "shell"]],
    ["our storage", "the stranger's executor", ["fs", "remote"]],
    ["the stranger's storage", "the stranger's executor and ours for Python", ["http", "remote", "python"]],
  ])("the signing graph runs on %s by %s", async (_, __, args) => {
    const { exitCode, stdout, stderr } = await outside.node("signing.ts", ...args);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    expect(JSON.parse(stdout)).toEqual({ verified: true, lie: false, ran: [] });
  });
}
