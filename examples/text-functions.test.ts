import { expect, it } from "vitest";
import { temporaryFolder } from "../scripts/testing/prepare-task.ts";
import { runExample } from "./run-example.ts";

it("describes a text by functions of a folder, a thread and the program", { timeout: 60_000 }, async () => {
  const { exitCode, stdout, stderr } = await runExample("text-functions.ts", {
    TKR_DIR: temporaryFolder("tierkreis-text-"),
  });
  expect({ exitCode, stdout, stderr }).toEqual({
    exitCode: 0,
    stdout: "8 words, most of all a (3), rose (3); 3 letters from the other text.",
    stderr: "",
  });
});
