import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it, vi } from "vitest";
import { project, taskAlone, tkr } from "./support/tkr.ts";

/** Waits for the file `gate` beside the script. */
const gated = `while ! test -e "$worker_dir/gate"; do sleep 0.05; done\nprintf 1 > "$output_value_file"\n`;
const args = ["run", "-f", "graph.json"];

it("gives the id back and goes on without a terminal, and tkr resume finds it done", async () => {
  const cwd = project({ "workers/gated/main.sh": gated }, taskAlone("gated.go"));
  const { stdout, stderr, exitCode } = await tkr([...args, "--detach"], { cwd });
  expect({ stderr, exitCode }).toEqual({ stderr: "", exitCode: 0 });
  const id = stdout.trim();
  expect(id).toMatch(/^[0-9a-f-]{36}$/);
  const second = await tkr(["resume", id], { cwd });
  expect(second.stderr).toContain("error[TKR_RUN_LOCKED]");
  writeFileSync(join(cwd, "workers/gated/gate"), "");
  await vi.waitFor(
    async () => {
      const resumed = await tkr(["resume", id, "-o"], { cwd });
      expect(resumed).toMatchObject({ exitCode: 0, stdout: "1\n" });
      expect(resumed.stderr).toContain("1 task done (1 reused)");
    },
    { timeout: 30_000, interval: 500 },
  );
});

it("says what keeps a detached run from beginning, with the same exit status", async () => {
  const cwd = project({}, taskAlone("nobody.go"));
  const missing = await tkr([...args, "--detach"], { cwd });
  expect(missing).toMatchObject({ exitCode: 1, stdout: "" });
  expect(missing.stderr).toContain("error[TKR_WORKER_UNKNOWN]");
  const lost = await tkr(["run", "-f", "graph.json", "--detach", "--storage", "memory:"], { cwd });
  expect(lost).toMatchObject({ exitCode: 2, stdout: "" });
  expect(lost.stderr).toMatch(/^error\[TKR_USAGE\]: Nobody could find a run that goes on with --detach in/);
  const wrong = await tkr(["run", "-f", "nothing.json", "--detach"], { cwd });
  expect(wrong).toMatchObject({ exitCode: 2, stdout: "" });
  const printed = await tkr([...args, "--detach", "-o"], { cwd });
  expect(printed).toMatchObject({ exitCode: 2, stdout: "" });
});
