import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { findPython } from "./python.ts";
import { ensureUv, uvEnvironment } from "./uv.ts";

/** A folder with the given programs, each a shell script. */
async function machine(programs: Readonly<Record<string, string>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "tierkreis-uv-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  for (const [name, script] of Object.entries(programs)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  }
  return folder;
}

const environment = (folder: string): NodeJS.ProcessEnv => ({ PATH: join(folder, "bin"), HOME: folder });

it("finds a Python that is new enough on PATH", async () => {
  const folder = await machine({ "bin/python3": "echo 3.9.1", "bin/python3.14": "echo 3.14.0" });
  expect(await findPython("3.12", { env: environment(folder) })).toBe(join(folder, "bin/python3.14"));
  expect(await findPython("3.8", { env: environment(folder) })).toBe(join(folder, "bin/python3"));
});

it("knows that 3.9 is older than 3.12", async () => {
  const folder = await machine({ "bin/python3": "echo 3.9.1" });
  expect(await findPython("3.12", { env: environment(folder) })).toBeUndefined();
});

it("looks behind pyenv's shims, which are on PATH but do not run", async () => {
  const folder = await machine({
    "pyenv/shims/python3": "echo 3.11.7",
    "pyenv/shims/python3.13": "echo 'pyenv: python3.13: command not found' >&2; exit 127",
    "pyenv/versions/3.9.0/bin/python3": "echo 3.9.0",
    "pyenv/versions/3.12.1/bin/python3": "echo 3.12.1",
    "pyenv/versions/3.13.0/bin/python3": "echo 3.13.0",
  });
  const env = { PATH: join(folder, "pyenv/shims"), HOME: join(folder, "empty") };
  expect(await findPython("3.12", { env })).toBe(join(folder, "pyenv/versions/3.13.0/bin/python3"));
});

it("finds pyenv in the home folder and where PYENV_ROOT says", async () => {
  const folder = await machine({
    ".pyenv/versions/3.12.0/bin/python3": "echo 3.12.0",
    "elsewhere/versions/3.14.2/bin/python3": "echo 3.14.2",
  });
  expect(await findPython("3.12", { env: environment(folder) })).toContain("3.12.0");
  const env = { ...environment(folder), PYENV_ROOT: join(folder, "elsewhere") };
  expect(await findPython("3.12", { env })).toContain("3.14.2");
});

it("takes uv from PATH and installs nothing", async () => {
  const folder = await machine({ "bin/uv": "echo uv 9" });
  const place = { tools: join(folder, "tools"), env: environment(folder) };
  expect(await ensureUv(place)).toBe(join(folder, "bin/uv"));
  expect(await readdir(folder)).toEqual(["bin"]);
});

it("installs uv with venv and pip where there is none, once", async () => {
  const pip = 'echo "#!/bin/sh" > "$(/usr/bin/dirname "$0")/uv"; /bin/chmod +x "$(/usr/bin/dirname "$0")/uv"';
  const venv = `/bin/mkdir -p "$3/bin"; printf '%s\\n' '#!/bin/sh' '${pip}' > "$3/bin/python"; /bin/chmod +x "$3/bin/python"`;
  const folder = await machine({ "bin/python3": venv });
  const place = { tools: join(folder, "tools"), env: environment(folder) };
  const uv = join(folder, "tools/venv/bin/uv");
  expect(await ensureUv(place)).toBe(uv);
  await rm(join(folder, "bin/python3"));
  expect(await ensureUv(place)).toBe(uv);
  expect(await readdir(join(folder, "tools"))).toEqual(["venv"]);
});

it("says in one line what to install when it can do nothing", async () => {
  const folder = await machine({ "bin/python3": "echo 'No module named venv' >&2; exit 1" });
  const attempt = ensureUv({ tools: join(folder, "tools"), env: environment(folder) });
  await expect(attempt).rejects.toThrow(
    /^There is no uv, and it could not be installed \(No module named venv\)\. Install uv .*$/,
  );
  expect(await readdir(join(folder, "tools"))).toEqual([]);
});

it("gives uv the Python that was found, unless the caller chose one", async () => {
  const folder = await machine({ "bin/uv": "echo uv 9", "bin/python3": "echo 3.13.0" });
  const env = environment(folder);
  expect(await uvEnvironment({ env })).toEqual({ PATH: env["PATH"], UV_PYTHON: join(folder, "bin/python3") });
  const chosen = await uvEnvironment({ env: { ...env, UV_PYTHON: "3.11" } });
  expect(chosen).toEqual({ PATH: env["PATH"], UV_PYTHON: "3.11" });
});
