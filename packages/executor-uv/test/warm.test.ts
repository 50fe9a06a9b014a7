import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { UvExecutor } from "@tierkreis/executor-uv";
import { prepareTask, writeTree } from "../../../scripts/testing/prepare-task.ts";
import { startController } from "./start-controller.ts";
import { environments } from "./workers.ts";
import { forkServersOf, isAlive } from "./fork-servers.ts";

/** A module that leaves a line for each time it is imported, with the process it was imported in. */
const lib = "import os\nwith open('imported', 'a') as file: print(os.getpid(), file=file)\nvalue = 1\n";
const main = "import lib\nprint(lib.value)\n";

function start(files: Readonly<Record<string, string>>, warm: boolean | { idleMs: number } = true) {
  const registry = writeTree(Object.fromEntries(Object.entries(files).map(([n, text]) => [`w/${n}`, text])));
  const executor = new UvExecutor({ registry, environments, warm });
  onTestFinished(() => executor.release());
  const begin = () => {
    const task = prepareTask({ worker: "w" });
    return { ...task, ended: executor.run(task.call, task.context) };
  };
  return {
    executor,
    begin,
    file: (name: string) => join(registry, "w", name),
    write: (name: string, text: string) => writeTree({ [`w/${name}`]: text }, { at: registry }),
    run: async () => {
      const task = begin();
      return [await task.ended, task.log()] as const;
    },
    servers: () => forkServersOf(registry),
    imports: () =>
      readFileSync(join(registry, "w", "imported"), "utf8")
        .split("\n")
        .filter(Boolean),
  };
}

const warmly = { status: "ok", details: { warm: true } };
const gone = (pids: readonly number[]) =>
  expect.poll(() => pids.filter((pid) => isAlive(pid)), { timeout: 20_000 }).toEqual([]);

it("imports once for all tasks, also those that come at once", async () => {
  const { run, imports } = start({ "main.py": main, "lib.py": lib });
  for (const ended of await Promise.all([run(), run(), run()])) expect(ended).toMatchObject([warmly, "1\n"]);
  expect(await run()).toMatchObject([warmly, "1\n"]);
  expect(imports()).toHaveLength(1);
});

it("leaves imports that follow another statement to each task", async () => {
  const { run, imports } = start({ "main.py": `value = 0\n${main}`, "lib.py": lib });
  await run();
  await run();
  expect(imports()).toHaveLength(2);
});

it("starts a new process for changed modules, and lets the old one end its tasks", async () => {
  const slow =
    "import lib, os, time\nprint(lib.value)\nopen('started', 'w')\nwhile not os.path.exists('go'): time.sleep(0.01)\n";
  const { begin, run, file, write, imports, servers } = start({ "main.py": slow, "lib.py": lib });
  const first = begin();
  await expect.poll(() => existsSync(file("started")), { timeout: 20_000 }).toBe(true);
  const old = servers();
  write("lib.py", lib.replace("value = 1", "value = 23"));
  write("main.py", `${main}print('new')`);
  expect(await run()).toMatchObject([warmly, "23\nnew\n"]);
  expect(await run()).toMatchObject([warmly, "23\nnew\n"]);
  expect(imports()).toHaveLength(2);
  write("go", "");
  expect(await first.ended).toMatchObject(warmly);
  expect(first.log()).toBe("1\n");
  await gone(old);
});

it("starts a new process for a changed variable of the controller", async () => {
  const program = "import lib\nprint(lib.seen)";
  const { run } = start({
    "main.py": program,
    "lib.py": "import os\nseen = os.environ.get('TKR_TEST_SEEN')",
  });
  expect(await run()).toMatchObject([warmly, "None\n"]);
  process.env["TKR_TEST_SEEN"] = "seen";
  onTestFinished(() => void Reflect.deleteProperty(process.env, "TKR_TEST_SEEN"));
  expect(await run()).toMatchObject([warmly, "seen\n"]);
});

it.each([
  [
    "a thread",
    "import threading, time\nthreading.Thread(target=time.sleep, args=[60], daemon=True, name='mine').start()",
    /left threads running \(mine\)/,
  ],
  ["a file", "file = open('main.py')", /left [^]*main\.py open/],
  ["another folder", "import os; os.chdir('/')", /changed the working directory to \//],
  ["an exception", "raise ValueError('words')", /end with ValueError: words/],
])("says once that tasks are isolated when the imports leave %s", async (_, module, words) => {
  const { run, servers } = start({
    "main.py": "try:\n    import lib\nexcept ValueError: pass\nprint('ran')",
    "lib.py": module,
  });
  expect(await run()).toMatchObject([warmly, "ran\n"]);
  const other = start({ "main.py": "import lib\nprint('ran')", "lib.py": module });
  const [, said] = await other.run();
  expect(said).toMatch(words);
  const [end, log] = await other.run();
  expect(end.details).toMatchObject({ warm: false });
  expect(log).not.toMatch(/executor-uv/);
  expect(other.servers()).toEqual([]);
  expect(servers()).toHaveLength(1);
});

it("loses what runs when the process is killed, leaves nothing of it, and starts another", async () => {
  const { begin, run, file, servers } = start({
    "main.py": `${main}import os, time\nif not os.path.exists('pid'):\n    open('pid.part', 'w').write(str(os.getpid())); os.rename('pid.part', 'pid'); time.sleep(60)`,
    "lib.py": lib,
  });
  const task = begin();
  await expect.poll(() => existsSync(file("pid")), { timeout: 20_000 }).toBe(true);
  for (const pid of servers()) process.kill(pid, "SIGKILL");
  expect(await task.ended).toMatchObject({ status: "lost" });
  expect(isAlive(Number(readFileSync(file("pid"), "utf8")))).toBe(false);
  expect(await run()).toMatchObject([warmly, "1\n"]);
});

it("ends the process when the run ends", async () => {
  const { run, executor, servers } = start({ "main.py": main, "lib.py": lib });
  await run();
  const before = servers();
  expect(before).toHaveLength(1);
  await executor.release();
  expect(before.filter((pid) => isAlive(pid))).toEqual([]);
  expect(await run()).toMatchObject([warmly, "1\n"]);
});

it("ends the process when it was idle for long, and starts another when it is wanted", async () => {
  const { run, servers, imports } = start({ "main.py": main, "lib.py": lib }, { idleMs: 50 });
  await run();
  await expect.poll(servers, { timeout: 20_000 }).toEqual([]);
  expect(await run()).toMatchObject([warmly, "1\n"]);
  expect(imports()).toHaveLength(2);
});

it("gives up waiting for the imports when the task is cancelled", async () => {
  const { begin, file } = start({
    "main.py": "import lib",
    "lib.py": "import time\nopen('started', 'w')\ntime.sleep(5)",
  });
  const task = begin();
  await expect.poll(() => existsSync(file("started")), { timeout: 20_000 }).toBe(true);
  task.abort();
  expect(await task.ended).toMatchObject({ status: "error", error: { code: "TKR_CANCELLED" } });
});

it.each([
  ["while it imports", "import time\nopen('started', 'w')\ntime.sleep(60)", "import lib"],
  ["while a task runs", "", "import lib, time\nopen('started', 'w')\ntime.sleep(60)"],
])("leaves no process when the controller is killed %s", async (_, module, program) => {
  const registry = writeTree({ "w/main.py": program, "w/lib.py": module });
  const controller = startController(registry, environments);
  await expect.poll(() => existsSync(join(registry, "w", "started")), { timeout: 20_000 }).toBe(true);
  const pids = forkServersOf(registry);
  expect(pids.length).toBeGreaterThan(0);
  controller.kill("SIGKILL");
  await gone(pids);
  expect(forkServersOf(registry)).toEqual([]);
});
