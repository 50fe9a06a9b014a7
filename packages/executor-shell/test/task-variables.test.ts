import { join } from "node:path";
import { expect, it } from "vitest";
import { ShellExecutor } from "@tierkreis/executor-shell";
import { prepareTask, writeTree } from "../../../scripts/testing/prepare-task.ts";

const registry = () => writeTree({ "w/main.sh": 'env -0 > "$output_env_file"' });

/** The variables that a program sees. */
function read(environment: string): Record<string, string> {
  const entries = environment.split("\0").filter(Boolean);
  return Object.fromEntries(
    entries.map((entry) => [entry.slice(0, entry.indexOf("=")), entry.slice(entry.indexOf("=") + 1)]),
  );
}

it("sets every variable of the contract, with absolute paths and the bare task name", async () => {
  const workers = registry();
  const task = prepareTask({
    worker: "w",
    task: "genrsa",
    inputs: { a: "1", _b2: "2" },
    outputs: ["env", "c"],
  });
  await new ShellExecutor({ registry: workers }).run(task.call, task.context);
  const { dir, inputs, outputs, outputDir, callArgs, log, donePath } = task.workspace;
  expect(read(task.output("env"))).toMatchObject({
    checkpoints_directory: dir,
    TKR_DIR: dir,
    function_name: "genrsa",
    worker_dir: join(workers, "w"),
    worker_call_args_file: callArgs,
    done_path: donePath,
    error_path: join(dir, "errors"),
    output_dir: outputDir,
    logs_path: log,
    input_a_file: inputs["a"],
    input__b2_file: inputs["_b2"],
    output_env_file: outputs["env"],
    output_c_file: outputs["c"],
  });
});

it("names the worker's folder also for a script in its inner folder", async () => {
  const workers = writeTree({ "w/tkr_w_impl/main.sh": 'printf %s "$worker_dir" > "$output_value_file"' });
  const task = prepareTask({ worker: "w", outputs: ["value"] });
  await new ShellExecutor({ registry: workers }).run(task.call, task.context);
  expect(task.output("value")).toBe(join(workers, "w"));
});

it("adds no values unless asked", async () => {
  const task = prepareTask({ worker: "w", inputs: { a: "secret" }, outputs: ["env"] });
  await new ShellExecutor({ registry: registry() }).run(task.call, task.context);
  expect(read(task.output("env"))["input_a_value"]).toBeUndefined();
});

it("passes this process's variables and its own, but none of an outer task", async () => {
  process.env["outer"] = "outer";
  process.env["input_old_file"] = "/outer/task/input";
  process.env["output_old_file"] = "/outer/task/output";
  try {
    const task = prepareTask({ worker: "w", outputs: ["env"] });
    const env = { own: "line\nline", function_name: "not mine to say" };
    await new ShellExecutor({ registry: registry(), env }).run(task.call, task.context);
    const seen = read(task.output("env"));
    expect(seen).toMatchObject({ outer: "outer", own: "line\nline", function_name: "run" });
    expect(Object.keys(seen).filter((name) => name.includes("old"))).toEqual([]);
  } finally {
    for (const name of ["outer", "input_old_file", "output_old_file"])
      Reflect.deleteProperty(process.env, name);
  }
});

it.each([
  ["input", "a-b"],
  ["input", "1x"],
  ["input", "value-0"],
  ["output", "a-b"],
  ["output", "1x"],
])("refuses the %s %s before anything runs", async (side, port) => {
  const ports = side === "input" ? { inputs: { [port]: "1" } } : { outputs: [port] };
  const task = prepareTask({ worker: "w", task: "t", ...ports });
  const executor = new ShellExecutor({ registry: registry() });
  await expect(executor.check(task.site)).rejects.toMatchObject({
    code: "TKR_PORT_NAME",
    message: expect.stringContaining(`The ${side} "${port}" of w.t`),
    details: { port, worker: "w", task: "t", location: "-.N3" },
  });
});

it("leaves numbered outputs to $output_dir", async () => {
  const workers = writeTree({
    "w/main.sh": 'for n in 0 1; do echo $n > "$output_dir/value-$n"; done; env -0 > "$output_env_file"',
  });
  const task = prepareTask({ worker: "w", outputs: ["*", "value-0", "env"] });
  const executor = new ShellExecutor({ registry: workers });
  await executor.check(task.site);
  expect(await executor.run(task.call, task.context)).toMatchObject({ status: "ok" });
  expect(task.output("value-1")).toBe("1\n");
  const ours = Object.keys(read(task.output("env"))).filter((name) => name.startsWith("output_"));
  expect(ours.sort()).toEqual(["output_dir", "output_env_file"]);
});
