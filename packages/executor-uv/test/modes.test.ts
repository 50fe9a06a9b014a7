import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { UvExecutor } from "@tierkreis/executor-uv";
import { prepareTask, writeTree } from "../../../scripts/testing/prepare-task.ts";
import { isAlive } from "./fork-servers.ts";
import { environments, exampleWorkers, project } from "./workers.ts";

/** What a task sees and how it ends is the same in both modes: every test here runs in each. */
const modes = [
  ["isolated", false],
  ["warm", true],
] as const;

const executors: UvExecutor[] = [];
afterAll(() => Promise.all(executors.map((executor) => executor.release())));

function start(files: Readonly<Record<string, string>>, warm: boolean, env: Record<string, string> = {}) {
  const registry = writeTree(files);
  const executor = new UvExecutor({ registry, environments, warm, env });
  executors.push(executor);
  const begin = (inputs: Readonly<Record<string, string>> = {}) => {
    const task = prepareTask({ worker: "w", inputs, outputs: ["out"] });
    return { ...task, ended: executor.run(task.call, task.context) };
  };
  const run = async () => {
    const task = begin();
    const end = await task.ended;
    expect(end.details).toMatchObject(warm ? { warm: true } : {});
    return { end, log: task.log(), callArgs: task.workspace.callArgs };
  };
  return { registry, executor, begin, run };
}

const ok = { status: "ok" };
const failed = { status: "exit", exitCode: 1 };

/** Each a `main.py`, how it ends, and its log with `<main>` for its path. */
const table: readonly (readonly [string, string, object, string | RegExp])[] = [
  ["nothing", "", ok, ""],
  ["sys.exit(3)", "import sys; sys.exit(3)", { status: "exit", exitCode: 3 }, ""],
  ["sys.exit() after output", "import sys; print('x'); sys.exit()", ok, "x\n"],
  ["sys.exit with words", "import sys; sys.exit('my words')", failed, "my words\n"],
  ["os._exit", "import os; os._exit(7)", { status: "exit", exitCode: 7 }, ""],
  [
    "SIGKILL",
    "import os; print('last'); os.kill(os.getpid(), 9)",
    { status: "signal", signal: "SIGKILL" },
    "last\n",
  ],
  ["SIGTERM", "import os; os.kill(os.getpid(), 15)", { status: "signal", signal: "SIGTERM" }, ""],
  ["abort", "import os; os.abort()", { status: "signal", signal: "SIGABRT" }, ""],
  ["a segmentation fault", "import ctypes; ctypes.string_at(0)", { status: "signal", signal: "SIGSEGV" }, ""],
  [
    "an exception",
    "def f():\n    raise ValueError('my words')\nf()",
    failed,
    /^Traceback \(most recent call last\):\n {2}File "<main>", line 3, in <module>\n {4}f\(\)(?:\n[ ~^]+)?\n {2}File "<main>", line 2, in f\n {4}raise ValueError\('my words'\)\nValueError: my words\n$/,
  ],
  [
    "an exception from another",
    "try:\n    1/0\nexcept ZeroDivisionError as e:\n    raise KeyError('k') from e",
    failed,
    /^Traceback[^]*line 2[^]*ZeroDivisionError[^]*direct cause[^]*line 4[^]*KeyError: 'k'\n$/,
  ],
  ["a syntax error", "def f(:\n", failed, /^ {2}File "<main>", line 1\n[^]*SyntaxError: .*\n$/],
  [
    "a missing module",
    "import no_such_module",
    failed,
    /^(?:\[executor-uv\].*ModuleNotFoundError.*\n)?Traceback[^]*line 1[^]*No module named 'no_such_module'\n$/,
  ],
  [
    "Ctrl-C",
    "import os, signal; os.kill(os.getpid(), signal.SIGINT)",
    { status: "signal", signal: "SIGINT" },
    /^Traceback[^]*KeyboardInterrupt\n$/,
  ],
  [
    "output and errors in their order",
    "import sys; print('one'); print('two', file=sys.stderr); print('three')",
    ok,
    "one\ntwo\nthree\n",
  ],
  ["text of any language", "print('käse 漢字 🦆')", ok, "käse 漢字 🦆\n"],
  ["much output", "for n in range(200000): print(f'{n:09d}')", ok, /^000000000\n[^]*000199999\n$/],
  [
    "what runs at its exit",
    "import atexit, os, threading, time\natexit.register(print, 'exit')\nthreading.Thread(target=lambda: (time.sleep(0.1), print('thread'))).start()\nf = os.fdopen(os.dup(1), 'w', buffering=100); f.write('flushed\\n')",
    ok,
    "thread\nexit\nflushed\n",
  ],
  ["nothing to read", "import sys; print(repr(sys.stdin.read()))", ok, "''\n"],
  [
    "its names",
    "import os, sys\nprint(__name__, __file__ == sys.argv[0] == sys.orig_argv[1], __spec__, __package__, sys.modules['__main__'].__dict__ is globals(), sys.path[0] == os.getcwd(), sorted(globals()))",
    ok,
    "__main__ True None None True True ['__annotations__', '__builtins__', '__cached__', '__doc__', '__file__', '__loader__', '__name__', '__package__', '__spec__', 'os', 'sys']\n",
  ],
  [
    "its signals, files and session",
    "import os, signal\nprint([s.name for s in signal.valid_signals() if isinstance(s, signal.Signals) and signal.getsignal(s) not in (signal.SIG_DFL, None)], sorted(os.listdir('/proc/self/fd'))[:-1], os.getsid(0) == os.getpgid(0) == os.getpid(), signal.getsignal(signal.SIGCHLD) == signal.SIG_DFL)",
    ok,
    "['SIGINT', 'SIGPIPE', 'SIGXFSZ'] ['0', '1', '2'] True True\n",
  ],
  [
    "a marked process",
    "import os, re\nshown = [v for v in open('/proc/self/environ').read().split('\\0') if v.startswith('TKR_SPAWN')]\nprint(dict(v.split('=', 1) for v in shown) == {k: v for k, v in os.environ.items() if k.startswith('TKR_SPAWN')}, sorted(v.split('=')[0] for v in shown))",
    ok,
    "True ['TKR_SPAWN_ID', 'TKR_SPAWN_RECORD']\n",
  ],
  [
    "the children of subprocess and multiprocessing",
    "import subprocess, multiprocessing\ndef f(x): return x + 1\nif __name__ == '__main__':\n    print(subprocess.run(['sh', '-c', 'echo $own; exit 4'], stdout=subprocess.PIPE))\n    for way in ('fork', 'spawn'):\n        with multiprocessing.get_context(way).Pool(2) as pool: print(pool.map(f, [1, 2]))",
    ok,
    "CompletedProcess(args=['sh', '-c', 'echo $own; exit 4'], returncode=4, stdout=b'mine\\n')\n[2, 3]\n[2, 3]\n",
  ],
];

const wanted = (log: string | RegExp): unknown =>
  typeof log === "string" ? log : expect.stringMatching(log);

for (const [mode, warm] of modes) {
  it.each(table)(`${mode}: %s`, async (_, main, end, log) => {
    const { registry, begin } = start({ "w/main.py": main }, warm, { own: "mine" });
    const task = begin();
    expect(await task.ended).toMatchObject(end);
    const words = task.log().replaceAll(join(registry, "w", "main.py"), "<main>");
    expect(words).toEqual(wanted(log));
  });

  it(`${mode}: arguments, folder and variables are the task's own`, async () => {
    const main =
      "import os, sys; print(os.getcwd(), sys.argv[1:], os.environ['TKR_DIR'], os.environ['own'], sep='|')";
    const { registry, begin } = start({ "w/main.py": main }, warm, { own: "mine" });
    const tasks = Array.from({ length: 2 }, () => begin());
    for (const task of tasks) {
      await task.ended;
      const { callArgs, checkpoints } = task.workspace;
      const path = callArgs.replaceAll("\n", "\\n").replaceAll("'", "\\'");
      expect(task.log()).toBe(`${join(registry, "w")}|['${path}']|${checkpoints}|mine\n`);
    }
  });

  it(`${mode}: what its modules print, set and draw when they are imported`, async () => {
    const { run } = start(
      {
        "w/lib.py":
          "import os, random, sys\nprint('loaded')\nprint('warned', file=sys.stderr)\nos.environ['LIB'] = 'set'\nos.environ.pop('own')",
        "w/main.py":
          "import lib, os, random\nprint(os.environ['LIB'], os.environ.get('own'), random.random())",
      },
      warm,
      { own: "mine" },
    );
    const logs = (await Promise.all([run(), run()])).map(({ log }) => log);
    expect(logs[0]).toMatch(/^loaded\nwarned\nset None 0\.\d+/);
    expect(logs[0]).not.toBe(logs[1]);
  });

  it(`${mode}: four at once do not disturb each other`, async () => {
    const main =
      "import json, sys, time\ncall = json.load(open(sys.argv[1]))\nvalue = open(call['inputs']['n']).read()\ntime.sleep(0.2)\nprint(value)\nopen(call['outputs']['out'], 'w').write(value)\nsys.exit(int(value))";
    const { begin } = start({ "w/main.py": main }, warm);
    const tasks = [0, 1, 2, 3].map((n) => begin({ n: String(n) }));
    for (const [n, task] of tasks.entries()) {
      expect(await task.ended).toMatchObject(n === 0 ? ok : { status: "exit", exitCode: n });
      expect([task.log(), task.output("out")]).toEqual([`${n}\n`, String(n)]);
    }
  });

  it(`${mode}: cancelling ends it with its children`, async () => {
    const main =
      "import subprocess; subprocess.run(['sh', '-c', 'echo $$ > pid.part; mv pid.part pid; sleep 100'])";
    const { registry, begin } = start({ "w/main.py": main }, warm);
    const task = begin();
    const pid = join(registry, "w", "pid");
    await expect.poll(() => existsSync(pid), { timeout: 20_000 }).toBe(true);
    task.abort();
    expect(await task.ended).toMatchObject({ status: "signal", signal: "SIGTERM" });
    expect(isAlive(Number(readFileSync(pid, "utf8")))).toBe(false);
  });

  it(`${mode}: an unchanged worker of Tierkreis for Python`, async () => {
    const files = {
      "w/main.py": readFileSync(join(exampleWorkers, "hello_worker", "main.py"), "utf8"),
      "w/pyproject.toml": project(["tierkreis==2.1.1"]).replace("3.10", "3.12"),
    };
    const { executor } = start(files, warm);
    const run = async (inputs: Record<string, string>) => {
      const task = prepareTask({ worker: "w", task: "greet", inputs, outputs: ["value"] });
      return { end: await executor.run(task.call, task.context), task };
    };
    const { end, task } = await run({ greeting: '"hello "', subject: '"w\\u00f6rld"' });
    expect(end).toMatchObject(warm ? { ...ok, details: { warm } } : ok);
    expect(task.output("value")).toBe('"hello w\\u00f6rld"');
    const wrong = await run({ greeting: '"hello "' });
    expect(wrong.end).toMatchObject(failed);
    expect(wrong.task.log()).toContain("Traceback");
  });
}
