import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { testCounts } from "./test-counts.ts";

async function report(content: object): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "tierkreis-counts-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = join(folder, "report.json");
  await writeFile(file, JSON.stringify(content));
  return file;
}

it("reads what vitest counted", async () => {
  const file = await report({ success: false, numPassedTests: 5, numFailedTests: 2 });
  expect(await testCounts(file)).toEqual({ passed: 5, failed: 2 });
});

it("counts a run that failed without a failed test as one failure", async () => {
  const file = await report({ success: false, numPassedTests: 5, numFailedTests: 0 });
  expect(await testCounts(file)).toEqual({ passed: 5, failed: 1 });
});

it("refuses a report that it does not know", async () => {
  await expect(testCounts(await report({ passed: 5 }))).rejects.toThrow();
});
