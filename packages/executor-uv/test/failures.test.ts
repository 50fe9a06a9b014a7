import { join } from "node:path";
import { expect, it } from "vitest";
import { UvExecutor } from "@tierkreis/executor-uv";
import { prepareTask, writeTree } from "../../../scripts/testing/prepare-task.ts";
import { environments, exampleWorkers, plainWorker, project } from "./workers.ts";

/** Checks a worker's task and runs it, as the engine does. */
async function runOf(registry: string) {
  const executor = new UvExecutor({ registry, environments });
  const task = prepareTask({ worker: "w" });
  await executor.check(task.site);
  return { end: await executor.run(task.call, task.context), log: task.log() };
}

it.each([
  ["a syntax error", "def f(:\n", { status: "exit", exitCode: 1 }, /main\.py", line 1.*SyntaxError/s],
  [
    "an exception",
    "raise ValueError('my words')",
    { status: "exit", exitCode: 1 },
    /Traceback.*line 1.*ValueError: my words/s,
  ],
  ["sys.exit(3)", "import sys; sys.exit(3)", { status: "exit", exitCode: 3 }, /^$/],
  ["sys.exit with words", "import sys; sys.exit('my words')", { status: "exit", exitCode: 1 }, /my words/],
  [
    "kill -9",
    "import os; print('last words'); os.kill(os.getpid(), 9)",
    { status: "signal", signal: "SIGKILL" },
    /last words/,
  ],
  [
    "a missing module",
    "import no_such_module",
    { status: "exit", exitCode: 1 },
    /No module named 'no_such_module'/,
  ],
])("tells %s in Python's own words", async (_, program, end, words) => {
  const { end: ended, log } = await runOf(plainWorker(program));
  expect(ended).toMatchObject(end);
  expect(log).toMatch(words);
});

it("tells of a worker of Tierkreis for Python that fails in its task", async () => {
  const program = `
from sys import argv
from tierkreis import Worker
worker = Worker("w")
@worker.task()
def run() -> str:
    raise ValueError("my words")
worker.app(argv)
`;
  const pyproject = project(["tierkreis==2.1.1"]).replace("3.10", "3.12");
  const { end, log } = await runOf(writeTree({ "w/main.py": program, "w/pyproject.toml": pyproject }));
  expect(end).toMatchObject({ status: "exit", exitCode: 1 });
  expect(log).toContain("ValueError: my words");
});

it.each([
  [
    "a dependency that does not exist",
    project(["no-such-package-of-tierkreis==1.0"]),
    /no-such-package-of-tierkreis/,
  ],
  ["a Python that does not exist", project([]).replace("3.10", "3.99"), /3\.99/],
  ["a broken pyproject.toml", "[project\nname", /TOML parse error at line 1/],
])("says before anything runs, in uv's own words, that there is %s", async (_, pyproject, words) => {
  const registry = writeTree({ "w/main.py": "", "w/pyproject.toml": pyproject });
  process.env["UV_PYTHON_DOWNLOADS"] = "never";
  try {
    await expect(runOf(registry)).rejects.toMatchObject({
      code: "TKR_ENVIRONMENT_FAILED",
      message: expect.stringMatching(words),
      details: { worker: "w" },
    });
  } finally {
    Reflect.deleteProperty(process.env, "UV_PYTHON_DOWNLOADS");
  }
});

it("refuses a Python that was chosen and does not fit the worker", async () => {
  const pyproject = project([]).replace("3.10", "3.99");
  const registry = writeTree({ "w/main.py": "", "w/pyproject.toml": pyproject });
  const executor = new UvExecutor({ registry, environments, python: "python3" });
  await expect(executor.check(prepareTask({ worker: "w" }).site)).rejects.toMatchObject({
    code: "TKR_ENVIRONMENT_FAILED",
    message: expect.stringMatching(/incompatible with the project's Python requirement/),
  });
});

it.each(["/no/such/uv", "no-such-uv"])("says how to install uv when there is no %s", async (uv) => {
  const executor = new UvExecutor({ registry: exampleWorkers, environments, uv });
  await expect(executor.check(prepareTask({ worker: "auth_worker" }).site)).rejects.toMatchObject({
    code: "TKR_PROGRAM_MISSING",
    message: expect.stringMatching(/auth_worker.*no.such.uv.*pip install uv/s),
  });
});

it("asks again for an environment that could not be made", async () => {
  const folder = writeTree({ "w/main.py": "print('hello')", "w/pyproject.toml": "[project" });
  const executor = new UvExecutor({ registry: folder, environments });
  const task = prepareTask({ worker: "w" });
  await expect(executor.check(task.site)).rejects.toThrow("TOML");
  writeTree({ "w/pyproject.toml": project([]) }, { at: folder });
  expect(await executor.run(task.call, task.context)).toMatchObject({ status: "ok" });
});

it("says where environments can not be made", async () => {
  const cache = join(writeTree({ file: "" }), "file", "cache");
  const executor = new UvExecutor({ registry: plainWorker(""), environments: cache });
  await expect(executor.check(prepareTask({ worker: "w" }).site)).rejects.toMatchObject({
    code: "TKR_ENVIRONMENT_FAILED",
    message: expect.stringContaining(cache),
  });
});

it.each([
  ["missing", "TKR_WORKER_UNKNOWN"],
  ["empty", "TKR_WORKER_INVALID"],
  ["../empty", "TKR_WORKER_NAME"],
])("refuses the worker %s", async (worker, code) => {
  const executor = new UvExecutor({ registry: writeTree({ "empty/main.sh": "" }), environments });
  await expect(executor.check(prepareTask({ worker }).site)).rejects.toMatchObject({ code });
});
