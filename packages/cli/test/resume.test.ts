import { cpSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { toRunId } from "@tierkreis/core";
import { expect, it } from "vitest";
import { passOn, project, taskAlone, tkr } from "./support/tkr.ts";

const failsFirst = `test -e "$worker_dir/gate" || exit 3\nprintf 1 > "$output_value_file"\n`;

it.each([
  ["files", []],
  ["SQLite", ["--storage", "sqlite:runs.sqlite"]],
])("goes on with a run whose graph file is gone: %s", async (_, storage) => {
  const cwd = project({ "workers/slow/main.sh": failsFirst }, taskAlone("slow.go"));
  const first = await tkr(["run", "-f", "graph.json", "--name", "mine", ...storage], { cwd });
  expect(first.exitCode).toBe(1);
  rmSync(join(cwd, "graph.json"));
  writeFileSync(join(cwd, "workers/slow/gate"), "");
  const { exitCode, stdout, stderr } = await tkr(["resume", "mine", "-o", ...storage], { cwd });
  expect(stderr).toContain("goes on with what an earlier run of this id did");
  expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: "1\n" });
  const again = await tkr(["resume", "mine", ...storage], { cwd });
  expect(again.stderr).toContain("1 task done (1 reused)");
});

it("goes on with inputs that are exactly those it was begun with", async () => {
  const inputs = { big: "123456789012345678901234567890", float: "1.0", bytes: "a\u0000b", text: "x y" };
  const cwd = project(
    { "bytes.bin": inputs.bytes },
    passOn({
      big: { type: "integer" },
      float: { type: "number" },
      bytes: { type: "string", "x-tierkreis": "bytes" },
      text: { type: "string" },
    }),
  );
  const given = [`big=${inputs.big}`, `float=${inputs.float}`, "bytes=@bytes.bin", `text=${inputs.text}`];
  const first = await tkr(["run", "-f", "graph.json", "--run-id", "7", "-o", "-i", ...given], { cwd });
  expect(first).toMatchObject({ exitCode: 0 });
  expect(await tkr(["resume", "7", "-o"], { cwd })).toMatchObject({ exitCode: 0, stdout: first.stdout });
});

it("goes on with a run of Tierkreis for Python", async () => {
  const cwd = project();
  const fixture = join(import.meta.dirname, "../../tierkreis/test/fixtures/python-runs/interrupted");
  cpSync(fixture, join(cwd, "checkpoints", toRunId(11)), { recursive: true });
  const { exitCode, stdout, stderr } = await tkr(["resume", "11", "-o"], { cwd });
  expect(stderr).toContain("goes on with what an earlier run of this id did");
  expect({ exitCode, outputs: Object.keys(JSON.parse(stdout) as object).length > 0 }).toEqual({
    exitCode: 0,
    outputs: true,
  });
});

it("refuses a run that is not there, and one that was half deleted", async () => {
  const cwd = project();
  await tkr(["run", "-f", "graph.json", "-i", "name=a", "--run-id", "1"], { cwd });
  const unknown = await tkr(["resume", "nobody"], { cwd });
  expect(unknown.stderr).toMatch(/^error\[TKR_RUN_UNKNOWN\]: There is no run "nobody" in fs:/);
  expect(unknown.exitCode).toBe(1);
  rmSync(join(cwd, "checkpoints", toRunId(1), ".N-1/outputs/body"));
  const left = await tkr(["resume", "1"], { cwd });
  expect(left.stderr).toMatch(
    /^error\[TKR_RUN_UNKNOWN\]: Run \S+ was deleted, [^]*`tkr rm \S+` removes them/,
  );
  expect(left.exitCode).toBe(1);
});
