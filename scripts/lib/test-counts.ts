import { readFile } from "node:fs/promises";
import { z } from "zod";

const report = z.object({ success: z.boolean(), numPassedTests: z.int(), numFailedTests: z.int() });

export interface TestCounts {
  readonly passed: number;
  readonly failed: number;
}

/**
 * How many tests passed and failed, from the file that vitest's JSON reporter wrote. A run that failed although no
 * test did (a file that does not load, an unhandled error) counts as one failure.
 */
export async function testCounts(file: string): Promise<TestCounts> {
  const {
    success,
    numPassedTests: passed,
    numFailedTests,
  } = report.parse(JSON.parse(await readFile(file, "utf8")));
  return { passed, failed: success ? numFailedTests : Math.max(1, numFailedTests) };
}
