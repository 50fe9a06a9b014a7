import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { ShellExecutor } from "@tierkreis/executor-shell";
import { prepareTask, writeTree } from "../../../scripts/testing/prepare-task.ts";

it("names a worker that is not there, and the one that was perhaps meant", async () => {
  const registry = writeTree({ "openssl_worker/main.sh": "exit 0" });
  const executor = new ShellExecutor({ registry });
  const { site } = prepareTask({ worker: "opensl_worker" });
  await expect(executor.check(site)).rejects.toMatchObject({
    code: "TKR_WORKER_UNKNOWN",
    message: expect.stringMatching(/opensl_worker.*openssl_worker/s),
  });
});

it("says that main.sh is missing", async () => {
  const registry = writeTree({ "w/readme.txt": "" });
  const { site } = prepareTask({ worker: "w" });
  await expect(new ShellExecutor({ registry }).check(site)).rejects.toMatchObject({
    code: "TKR_WORKER_INVALID",
    message: expect.stringContaining(join(registry, "w", "main.sh")),
  });
});

it.each(["../x", "a/b", "..", "", "-rf"])("refuses the worker name %j", async (worker) => {
  const executor = new ShellExecutor({ registry: writeTree({ "reg/a/b": "exit 0", x: "exit 0" }) });
  const { site } = prepareTask({ worker });
  await expect(executor.check(site)).rejects.toMatchObject({ code: "TKR_WORKER_NAME" });
});

it("refuses a link out of the registry", async () => {
  const outside = writeTree({ "main.sh": "exit 0" });
  const registry = writeTree({ "other/main.sh": "exit 0" });
  symlinkSync(outside, join(registry, "w"));
  const { site } = prepareTask({ worker: "w" });
  await expect(new ShellExecutor({ registry }).check(site)).rejects.toMatchObject({
    code: "TKR_WORKER_INVALID",
    message: expect.stringContaining(outside),
  });
});

it("looks through several registries in order", async () => {
  const first = writeTree({ "a/main.sh": "echo first" });
  const second = writeTree({ "a/main.sh": "echo second", "b/main.sh": "echo second" });
  const executor = new ShellExecutor({ registry: [first, second] });
  const logs = await Promise.all(
    ["a", "b"].map(async (worker) => {
      const task = prepareTask({ worker });
      await executor.run(task.call, task.context);
      return task.log();
    }),
  );
  expect(logs).toEqual(["first\n", "second\n"]);
});

it("tells of a script whose interpreter does not exist", async () => {
  const registry = writeTree({ "w/main.sh": "#!/no/such/interpreter\n" });
  const task = prepareTask({ worker: "w" });
  expect(await new ShellExecutor({ registry }).run(task.call, task.context)).toMatchObject({
    status: "error",
    error: { code: "TKR_PROGRAM_NOT_STARTED", message: expect.stringContaining("/no/such/interpreter") },
  });
});

it("does not write to a registry", async () => {
  const registry = writeTree({});
  mkdirSync(join(registry, "w"));
  writeFileSync(join(registry, "w", "main.sh"), "exit 0", { mode: 0o444 });
  const task = prepareTask({ worker: "w" });
  expect(await new ShellExecutor({ registry }).run(task.call, task.context)).toMatchObject({ status: "ok" });
});
