import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, vi } from "vitest";
import { writeTree } from "../../../scripts/testing/prepare-task.ts";

export const exampleWorkers = join(import.meta.dirname, "..", "..", "..", "example_workers");

// The first time everything is downloaded.
vi.setConfig({ testTimeout: 120_000 });

/** Environments that the tests of one file may share. */
export const environments = mkdtempSync(join(tmpdir(), "tierkreis-environments-"));
afterAll(() => rmSync(environments, { recursive: true, force: true }));

/** A program that copies each input to the output of the same place, as a worker without any library does it. */
export const copier = `
import json, shutil, sys
call = json.load(open(sys.argv[1]))
for source, target in zip(call["inputs"].values(), call["outputs"].values()):
    shutil.copyfile(source, target)
`;

/** A registry whose worker `w` is this program and nothing else. */
export function plainWorker(program: string): string {
  return writeTree({ "w/main.py": program });
}

/** The lines of a `pyproject.toml`. */
export function project(dependencies: readonly string[], more = ""): string {
  return `[project]\nname = "w"\nversion = "0.1.0"\nrequires-python = ">=3.10"\ndependencies = ${JSON.stringify(dependencies)}\n${more}`;
}
