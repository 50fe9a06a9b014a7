import { expect, it } from "vitest";
import { StdInOutExecutor } from "@tierkreis/executor-stdinout";
import { prepareTask, writeTree } from "../../../scripts/testing/prepare-task.ts";

it.each([
  ["no input", [], ["value"]],
  ["two inputs", ["a", "b"], ["value"]],
  ["no output", ["a"], []],
  ["two outputs", ["a"], ["value", "more"]],
  ["numbered outputs", ["a"], ["*"]],
])("refuses a task with %s before it starts", async (_, inputs, outputs) => {
  const values = Object.fromEntries(inputs.map((port) => [port, "1"]));
  const task = prepareTask({ worker: "cat", task: "t", inputs: values, outputs });
  await expect(new StdInOutExecutor().check(task.site)).rejects.toMatchObject({
    code: "TKR_PORT_COUNT",
    message: expect.stringContaining("cat.t must have one input"),
    details: { worker: "cat", task: "t", location: "-.N3" },
  });
  const run = new StdInOutExecutor().run(task.call, task.context);
  await expect(run).rejects.toMatchObject({ code: "TKR_PORT_COUNT" });
});

it("names a program that is neither on PATH nor in the registry", async () => {
  const registry = writeTree({ reverser: "#!/bin/sh\nrev" });
  const { site } = prepareTask({ worker: "reversr", inputs: { input: "" }, outputs: ["value"] });
  await expect(new StdInOutExecutor({ registry }).check(site)).rejects.toMatchObject({
    code: "TKR_WORKER_UNKNOWN",
    message: expect.stringMatching(/reversr.*PATH.*reverser/s),
  });
});

it.each(["../cat", "bin/cat", "..", "-c"])("refuses the name %j", async (worker) => {
  const { site } = prepareTask({ worker, inputs: { input: "" }, outputs: ["value"] });
  await expect(new StdInOutExecutor({ registry: "/bin" }).check(site)).rejects.toMatchObject({
    code: "TKR_WORKER_NAME",
  });
});
