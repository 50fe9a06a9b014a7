import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { UvExecutor, type UvExecutorOptions } from "@tierkreis/executor-uv";
import { prepareTask, temporaryFolder, writeTree } from "../../../scripts/testing/prepare-task.ts";
import { environments, plainWorker, project } from "./workers.ts";

const printVersion =
  "import iniconfig, sys; print(iniconfig.__version__ if hasattr(iniconfig, '__version__') else 'there')";

/** A stand-in for uv that notes how it is called and calls uv. */
function notingUv() {
  const folder = writeTree({ uv: '#!/bin/sh\necho "$1 $2" >> "${0%/*}/calls"\nexec uv "$@"\n', calls: "" });
  return {
    uv: join(folder, "uv"),
    calls: () => readFileSync(join(folder, "calls"), "utf8").split("\n").filter(Boolean),
  };
}

/** Python keeps the path of an editable package as a line of a file: no line breaks there. */
const oneLine = (): string => temporaryFolder("tierkreis é 'q' \"d\" $(x) `y` & ");

async function logOf(options: UvExecutorOptions, executor = new UvExecutor(options)) {
  const task = prepareTask({ worker: "w" });
  await executor.check(task.site);
  const end = await executor.run(task.call, task.context);
  return end.status === "ok" ? task.log() : `${JSON.stringify(end)} ${task.log()}`;
}

it("makes one environment for tasks that come at once, and looks at it once a run", async () => {
  const { uv, calls } = notingUv();
  const registry = writeTree({
    "w/main.py": "import iniconfig",
    "w/pyproject.toml": project(["iniconfig==2.1.0"]),
  });
  const executor = new UvExecutor({ registry, uv, environments: temporaryFolder() });
  const runAll = () => Promise.all(Array.from({ length: 4 }, () => logOf({ registry }, executor)));
  expect(await runAll()).toEqual(["", "", "", ""]);
  expect(calls()).toEqual(["venv --relocatable", "pip install", "pip freeze"]);
  await executor.release();
  expect(await runAll()).toEqual(["", "", "", ""]);
  expect(calls().slice(3)).toEqual(["pip install", "pip freeze"]);
});

it("lets two controllers at once make the same environment", async () => {
  const registry = writeTree({
    "w/main.py": "import iniconfig",
    "w/pyproject.toml": project(["iniconfig==2.1.0"]),
  });
  const cache = temporaryFolder();
  const logs = await Promise.all(Array.from({ length: 3 }, () => logOf({ registry, environments: cache })));
  expect(logs).toEqual(["", "", ""]);
  expect(readdirSync(cache)).toHaveLength(1);
});

it("leaves an environment that another controller has finished meanwhile", async () => {
  const registry = plainWorker("");
  const cache = temporaryFolder();
  const slow = join(writeTree({ uv: '#!/bin/sh\n[ "$1" = venv ] && sleep 2\nexec uv "$@"\n' }), "uv");
  const second = logOf({ registry, environments: cache, uv: slow });
  await logOf({ registry, environments: cache });
  const [name = ""] = readdirSync(cache);
  const { ino } = statSync(join(cache, name));
  expect(await second).toBe("");
  expect([readdirSync(cache), statSync(join(cache, name)).ino]).toEqual([[name], ino]);
});

it("writes nothing into the worker's folder", async () => {
  const registry = writeTree({ "w/main.py": "", "w/pyproject.toml": project(["iniconfig==2.1.0"]) });
  await logOf({ registry, environments: temporaryFolder() });
  expect(readdirSync(join(registry, "w")).sort()).toEqual(["main.py", "pyproject.toml"]);
});

it("makes a new environment when the project asks for something else", async () => {
  const registry = writeTree({ "w/main.py": printVersion, "w/pyproject.toml": project([]) });
  const cache = temporaryFolder();
  expect(await logOf({ registry, environments: cache })).toContain("No module named 'iniconfig'");
  writeTree({ "w/pyproject.toml": project(["iniconfig==2.1.0"]) }, { at: registry });
  expect(await logOf({ registry, environments: cache })).toBe("there\n");
  expect(readdirSync(cache)).toHaveLength(2);
});

it("puts back what has gone from an environment, and makes one anew that lost its Python", async () => {
  const registry = writeTree({
    "w/main.py": printVersion,
    "w/pyproject.toml": project(["iniconfig==2.1.0"]),
  });
  const cache = temporaryFolder();
  await logOf({ registry, environments: cache });
  const [name] = readdirSync(cache);
  const python = join(cache, name ?? "", "bin", "python");
  execFileSync("uv", ["pip", "uninstall", "--quiet", "--python", python, "iniconfig"]);
  expect(await logOf({ registry, environments: cache })).toBe("there\n");
  rmSync(python);
  symlinkSync("/no/such/python", python);
  expect(await logOf({ registry, environments: cache })).toBe("there\n");
  expect(readdirSync(cache)).toEqual([name]);
});

it("installs a worker that is a package, so that its program can import it", async () => {
  const registry = writeTree(
    {
      "w/pyproject.toml": project(
        [],
        '[build-system]\nrequires = ["uv_build>=0.8"]\nbuild-backend = "uv_build"\n',
      ),
      "w/src/w/__init__.py": "words = 'from the package'\n",
      "w/tkr_w_impl/main.py": "from w import words; import os; print(words, os.path.basename(os.getcwd()))",
    },
    { at: oneLine() },
  );
  expect(await logOf({ registry, environments: temporaryFolder() })).toBe("from the package w\n");
});

it("takes what a lock says, and leaves the lock as it is", async () => {
  const registry = writeTree({
    "w/main.py": "from importlib.metadata import version; print(version('iniconfig'))",
  });
  writeTree({ "w/pyproject.toml": project(["iniconfig==2.0.0"]) }, { at: registry });
  execFileSync("uv", ["lock", "--quiet"], { cwd: join(registry, "w") });
  writeTree({ "w/pyproject.toml": project(["iniconfig"]) }, { at: registry });
  execFileSync("uv", ["lock", "--quiet"], { cwd: join(registry, "w") });
  const lock = readFileSync(join(registry, "w", "uv.lock"), "utf8");
  const options = { registry, environments: temporaryFolder() };
  expect(await logOf(options)).toBe("2.0.0\n");
  expect(await logOf(options)).toBe("2.0.0\n");
  expect(readFileSync(join(registry, "w", "uv.lock"), "utf8")).toBe(lock);
  writeTree({ "w/pyproject.toml": project(["iniconfig==2.1.0"]) }, { at: registry });
  await expect(logOf(options)).rejects.toThrow(/lockfile.*needs to be updated/s);
});

it("takes the needs that a script states itself, and those of a project above it", async () => {
  const inline = '# /// script\n# requires-python = ">=3.10"\n# dependencies = ["iniconfig==2.1.0"]\n# ///\n';
  const env = { UV_CACHE_DIR: temporaryFolder() };
  expect(await logOf({ registry: writeTree({ w: inline + printVersion }), environments, env })).toBe(
    "there\n",
  );
  const above = writeTree({
    "pyproject.toml": project(["iniconfig==2.1.0"]),
    "workers/w/main.py": printVersion,
  });
  expect(await logOf({ registry: join(above, "workers"), environments: temporaryFolder() })).toBe("there\n");
});

it("takes a pyproject.toml that is no project for none", async () => {
  const registry = writeTree({
    "w/main.py": "print('hello')",
    "w/pyproject.toml": "[tool.ruff]\nline-length = 100\n",
  });
  expect(await logOf({ registry, environments })).toBe("hello\n");
});

it("finds packages of the worker's own beside it", async () => {
  const registry = writeTree(
    {
      "lib/pyproject.toml": project(
        [],
        '[build-system]\nrequires = ["uv_build>=0.8"]\nbuild-backend = "uv_build"\n',
      ).replace('"w"', '"lib"'),
      "lib/src/lib/__init__.py": "words = 'from the library'\n",
      "w/pyproject.toml": project(["lib"], '[tool.uv.sources]\nlib = { path = "../lib", editable = true }\n'),
      "w/main.py": "from lib import words; print(words)",
    },
    { at: oneLine() },
  );
  expect(await logOf({ registry, environments: temporaryFolder() })).toBe("from the library\n");
});

it("uses the Python that is asked for", async () => {
  const python = execFileSync("uv", ["python", "find", "--no-project"], { encoding: "utf8" }).trim();
  const folder = temporaryFolder();
  mkdirSync(join(folder, "bin"));
  const registry = plainWorker("import sys; print(sys.base_prefix)");
  const base = execFileSync(python, ["-c", "import sys; print(sys.base_prefix)"], { encoding: "utf8" });
  expect(await logOf({ registry, environments: temporaryFolder(), python })).toBe(base);
  expect(await logOf({ registry, environments: temporaryFolder(), env: { UV_PYTHON: python } })).toBe(base);
  await expect(
    logOf({ registry, environments: temporaryFolder(), python: join(folder, "bin") }),
  ).rejects.toMatchObject({
    code: "TKR_ENVIRONMENT_FAILED",
  });
});
