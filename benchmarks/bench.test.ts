import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterEach, beforeEach, expect, it } from "vitest";
import { resultsSchema } from "./frame/result.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "tierkreis-bench-test-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const program = join(import.meta.dirname, "bench.ts");
const bench = (...args: string[]) =>
  execa(process.execPath, ["--conditions=@tierkreis/source", program, ...args], { reject: false });

it("writes one document of what was asked for, which a later run compares with, and leaves no files", async () => {
  const { stdout, exitCode } = await bench("--quick", "--json", "--only", "P1 loop", "--directory", folder);
  expect(exitCode).toBe(0);
  const results = resultsSchema.parse(JSON.parse(stdout));
  expect(results.map(({ id }) => id)).toEqual(["P1 loop 1000", "P1 loop 10000", "P1 loop growth"]);
  for (const { value, ratio, holds, yardstickValue, spread } of results) {
    expect([typeof value, typeof ratio, typeof yardstickValue]).toEqual(["number", "number", "number"]);
    expect(typeof holds).toBe("boolean");
    expect(spread).toHaveLength(2);
  }
  expect(await readdir(folder)).toEqual([]);

  const file = join(folder, "earlier.json");
  await writeFile(file, stdout);
  const again = await bench("--quick", "--only", "P1 loop growth", "--compare", file);
  expect(again.stdout).toMatch(/P1 loop growth .*\n +before: [\d.]+ x, now [\d.]+ of that/);
});

it("refuses what is no measure, no option and no earlier document", async () => {
  const measure = await bench("--only", "Q1");
  expect(measure.exitCode).toBe(2);
  expect(measure.stderr).toBe(
    'Expected --only with a measure, such as P1 or "P1 chain", got "Q1". There are P1, P2, P3, P4, P5, P6, P7, P8, P9.',
  );
  const option = await bench("--fast");
  expect(option.exitCode).toBe(2);
  expect(option.stderr).toContain("--fast");
  const file = join(folder, "earlier.json");
  await writeFile(file, "{}");
  const earlier = await bench("--compare", file);
  expect(earlier.exitCode).toBe(2);
  expect(earlier.stderr).toBe(`${file} is no document that \`pnpm bench --json\` wrote.`);
});

it("says so when no figure has the id", async () => {
  const { exitCode, stderr } = await bench("--quick", "--only", "P1 nothing");
  expect(exitCode).toBe(2);
  expect(stderr).toBe('No figure\'s id begins with "P1 nothing".');
});
