import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { expect, it, vi } from "vitest";
import { z } from "zod";
import { temporaryFolder, writeTree } from "../../../scripts/testing/prepare-task.ts";
import { defineTask, FileStorage, GraphBuilder, runGraph, ShellExecutor, startRun } from "../src/index.ts";

vi.setConfig({ testTimeout: 60_000 });

/** Writes a part, then waits; told to end it ends well, as an orderly program does. The second time it writes all. */
const script = `if [ -e "$worker_dir/started" ]; then printf '"whole"' > "$output_value_file"; exit 0; fi
trap 'kill $!; exit 0' TERM
printf '"part"' > "$output_value_file"
sleep 30 &
touch "$worker_dir/started"
wait
`;

function setUp() {
  const registry = writeTree({ "orderly/main.sh": script });
  const g = new GraphBuilder({ outputs: z.string() });
  g.outputs(g.task(defineTask({ worker: "orderly", name: "run", inputs: {}, outputs: z.string() })({})));
  const storage = new FileStorage({ directory: temporaryFolder() });
  const options = { storage, executor: new ShellExecutor({ registry }), runId: 1 };
  return { g, registry, options, started: () => existsSync(join(registry, "orderly", "started")) };
}

it("runs a task again that ended well when its run was cancelled", async () => {
  const { g, options, started } = setUp();
  const run = await startRun(g, {}, options);
  await vi.waitUntil(started, { timeout: 20_000 });
  await run.cancel();
  await expect(run.outputs).rejects.toMatchObject({ code: "TKR_CANCELLED" });
  expect(await runGraph(g, {}, options)).toBe("whole");
});

it("fails an attempt that ended well when its time was over", async () => {
  const { g, options } = setUp();
  await expect(runGraph(g, {}, { ...options, timeout: 1500 })).rejects.toMatchObject({
    code: "TKR_TASK_TIMEOUT",
  });
  expect(await runGraph(g, {}, options)).toBe("whole");
});

it("runs a task again that ended well when its controller died", async () => {
  const { g, registry, options, started } = setUp();
  const directory = temporaryFolder();
  const program = join(import.meta.dirname, "fixtures", "orderly-controller.ts");
  const args = ["--conditions=@tierkreis/source", program, directory, registry];
  const controller = execa(process.execPath, args, { reject: false, stdin: "ignore" });
  await vi.waitUntil(started, { timeout: 20_000 });
  controller.kill("SIGKILL");
  await controller;
  const storage = new FileStorage({ directory });
  expect(await runGraph(g, {}, { ...options, storage })).toBe("whole");
  expect(readFileSync(join(registry, "orderly", "started"), "utf8")).toBe("");
});
