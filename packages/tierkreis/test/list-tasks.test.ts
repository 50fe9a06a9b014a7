import { cpSync } from "node:fs";
import { join } from "node:path";
import { listAttempts, listTasks, readPlace, restart, type TaskInfo } from "@tierkreis/controller";
import { decodeValue, encodeValue, fromValue, RunKeys, toRunId, type Storage } from "@tierkreis/core";
import { expect, it } from "vitest";
import { z } from "zod";
import { memoryStorage } from "../../../scripts/testing/memory-storage.ts";
import { temporaryFolder } from "../../../scripts/testing/prepare-task.ts";
import {
  builtins as pure,
  defineTask,
  FileStorage,
  GraphBuilder,
  implement,
  InlineExecutor,
  runGraph,
  TierkreisError,
} from "../src/index.ts";
import { everyKind } from "./support/every-kind.ts";
import { CountedBuiltins, noPrograms } from "./support/executors.ts";

const { graph, inputs } = everyKind();

async function run(storage: Storage, builtins = new CountedBuiltins()) {
  const options = { storage, runId: 1, builtins, executor: noPrograms };
  await runGraph<unknown, unknown>(graph, inputs, options);
  return builtins.ran.toSorted();
}

async function all(storage: Storage, runId = 1): Promise<readonly TaskInfo[]> {
  const tasks: TaskInfo[] = [];
  for await (const task of listTasks(storage, runId)) tasks.push(task);
  return tasks;
}

async function textAt(storage: Storage, place: Awaited<ReturnType<typeof readPlace>>): Promise<unknown> {
  const entries: [string, unknown][] = [];
  for (const [port, value] of place) {
    const bytes = "key" in value ? await storage.read(value.key) : encodeValue(value.value, value.type);
    entries.push([port, fromValue(decodeValue(bytes))]);
  }
  return Object.fromEntries(entries.toSorted());
}

it.each([
  ["memory", () => memoryStorage()],
  ["files", () => new FileStorage({ directory: temporaryFolder() })],
])("lists every task that was begun, with its name and where it stands: %s", async (_, make) => {
  const storage = make();
  const ran = await run(storage);
  const tasks = await all(storage);
  expect(tasks.map(({ location }) => location).toSorted()).toEqual(ran);
  expect(tasks.every(({ worker, task = "" }) => worker === "builtins" && /^[a-z_]+$/.test(task))).toBe(true);
  expect(tasks.every(({ state, attempts, reused }) => state === "done" && attempts === 1 && !reused)).toBe(
    true,
  );
  const [first = ""] = ran;
  await restart(storage, 1, first);
  const state = async () => (await all(storage)).find(({ location }) => location === first)?.state;
  expect(await state()).toBe("restarted");
  const again = await run(storage);
  const after = await all(storage);
  expect(after.filter(({ reused }) => !reused).map(({ location }) => location)).toEqual(
    after.map(({ location }) => location).filter((location) => again.includes(location)),
  );
  expect(after.find(({ location }) => location === first)).toMatchObject({ state: "done", attempts: 2 });
});

it("tells failed tasks from those whose end nobody noted", async () => {
  const storage = memoryStorage();
  const builtins = new CountedBuiltins();
  builtins.run = () => Promise.reject(new TierkreisError("TKR_TASK_FAILED", "out of luck"));
  await expect(run(storage, builtins)).rejects.toThrow("out of luck");
  const [failed] = await all(storage);
  expect(failed).toMatchObject({ state: "failed", attempts: 1, worker: "builtins" });
  await storage.delete(`${failed?.prefix ?? ""}_error`);
  await storage.write(`${failed?.prefix ?? ""}logs`, new Uint8Array());
  expect((await all(storage))[0]).toMatchObject({ state: "unfinished", log: `${failed?.prefix ?? ""}logs` });
});

it("says of a record that can not be read that it does not count", async () => {
  const storage = memoryStorage();
  await run(storage);
  const [task] = await all(storage);
  await storage.write(`${task?.prefix ?? ""}_done`, new TextEncoder().encode("{"));
  expect(await listAttempts(storage, 1, task?.location ?? "")).toMatchObject([{ status: "damaged" }]);
});

it("finds what a task gave, and what it was given where nothing of that is stored", async () => {
  const storage = memoryStorage();
  const options = { storage, runId: 1 };
  const g = new GraphBuilder({ inputs: { xs: z.array(z.int()) }, outputs: z.array(z.int()) });
  const double = defineTask({ worker: "own", name: "double", inputs: { n: z.int() }, outputs: z.int() });
  const twice = new GraphBuilder({ inputs: { n: z.int() }, outputs: z.int() });
  twice.outputs(twice.task(double({ n: twice.task(pure.iadd({ a: twice.inputs.n, b: 1 })) })));
  g.outputs(g.map(twice, { n: g.inputs.xs }));
  const executor = new InlineExecutor({
    tasks: [implement(double, ({ n }) => 2 * n)],
  });
  await runGraph(g, { xs: [1, 2, 3] }, { ...options, executor });
  const places = (await all(storage)).map(({ location }) => location);
  const given = places.map(async (place) => textAt(storage, await readPlace(place, "inputs", options)));
  expect(await Promise.all(given)).toEqual([{ n: 2 }, { n: 3 }, { n: 4 }]);
  const gave = places.map(async (place) => textAt(storage, await readPlace(place, "outputs", options)));
  expect(await Promise.all(gave)).toEqual([{ value: 4 }, { value: 6 }, { value: 8 }]);
  const computed = places[0]?.replace(/\d+$/, (index) => String(Number(index) - 1)) ?? "";
  await expect(readPlace(computed, "inputs", options)).rejects.toMatchObject({ code: "TKR_RUN_UNKNOWN" });
});

it("lists the tasks of a run of Tierkreis for Python", async () => {
  const directory = temporaryFolder();
  const id = toRunId(0xb);
  const fixture = join(import.meta.dirname, "fixtures/python-runs/interrupted");
  cpSync(fixture, join(directory, id), { recursive: true });
  const storage = new FileStorage({ directory });
  const tasks = await all(storage, 0xb);
  expect(tasks).toContainEqual({
    location: "-.N5.L0.N3",
    worker: "builtins",
    task: "isubtract",
    state: "done",
    attempts: 1,
    reused: false,
    prefix: new RunKeys(id).folder("-.N5.L0.N3"),
  });
  const place = await readPlace("-.N5.L0.N3", "inputs", { storage, runId: id });
  expect([...place.keys()]).toEqual(["a", "b"]);
  expect(place.get("a")).toEqual({ key: `${id}/-.N5.L0.N0/outputs/n` });
});
