import { mkdtempSync, realpathSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { expect, it } from "vitest";
import { executorSuite, writeShellProbes } from "@tierkreis/core/conformance";
import { toyExecutor } from "./toy-executor.ts";

it("finds its workers by a relative path too", async () => {
  const registry = mkdtempSync(join(realpathSync(tmpdir()), "tierkreis-toy-"));
  try {
    writeShellProbes(registry);
    const relativeOne = relative(process.cwd(), registry);
    const success = executorSuite(() => toyExecutor({ registry: relativeOne, graceMs: 100 })).filter(
      ({ group }) => group === "success",
    );
    expect(success).not.toEqual([]);
    for (const { run } of success) await run();
  } finally {
    await rm(registry, { recursive: true });
  }
});
