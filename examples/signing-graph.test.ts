import { expect, it } from "vitest";
import { temporaryFolder } from "../scripts/testing/prepare-task.ts";
import { runExample } from "./run-example.ts";

it("prints whether the signature holds", { timeout: 300_000 }, async () => {
  const { exitCode, stdout, stderr } = await runExample("signing-graph.ts", {
    TKR_DIR: temporaryFolder("tierkreis-signing-"),
  });
  expect({ exitCode, stdout, stderr }).toEqual({ exitCode: 0, stdout: "true", stderr: "" });
});
