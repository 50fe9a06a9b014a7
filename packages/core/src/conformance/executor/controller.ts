/** A controller that is to be killed: makes the executor, runs one task, tells its handles, and waits. */
import { setTimeout as sleep } from "node:timers/promises";
import type { ControllerJob, ControllerWords } from "./killed-controller.ts";
import { EngineTask } from "./engine-task.ts";
import type { MakeExecutor } from "./options.ts";

const { module, place, folder, spec } = JSON.parse(process.argv[2] ?? "") as ControllerJob;
const { makeExecutor } = (await import(module)) as { readonly makeExecutor: MakeExecutor };
const executor = await makeExecutor(place);
const task = new EngineTask(folder, spec);
task.onHandle = (handle) => say({ handle });
await executor.run(task.call, task);
say({ settled: true });
await sleep(60_000);

function say(words: ControllerWords): void {
  process.stdout.write(`${JSON.stringify(words)}\n`);
}
