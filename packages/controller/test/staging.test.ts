import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { runGraph } from "@tierkreis/controller";
import { RunKeys, toRunId, type TaskEnd, type Workspace } from "@tierkreis/core";
import { expect, it, onTestFinished, vi } from "vitest";
import { memoryStorage } from "../../../scripts/testing/memory-storage.ts";
import { fileExecutor } from "./support/file-executor.ts";
import { chain, oneTask } from "./support/task-graphs.ts";
import { toyExecutor } from "./support/toy-executor.ts";

const ok: TaskEnd = { status: "ok" };
const user = `tierkreis-${String(process.getuid?.())}`;

/** A folder for temporary files that is this test's alone. */
function ownTemporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "staging-"));
  vi.stubEnv("TMPDIR", folder);
  onTestFinished(() => {
    vi.unstubAllEnvs();
    rmSync(folder, { recursive: true });
  });
  return folder;
}

const run = (executor = fileExecutor(), runId = 1) =>
  runGraph(oneTask(), {}, { storage: memoryStorage(), executor, runId });

function executorThat(act: (workspace: Workspace) => void) {
  return toyExecutor("toy", {
    run: async (_, { workspace }) => {
      const made = await workspace();
      act(made);
      writeFileSync(made.outputs["value"] ?? "", "1");
      return ok;
    },
  });
}

it("works in a folder that follows from process, run, place and attempt, and only this user can enter", async () => {
  const folder = ownTemporaryFolder();
  const seen: { dir: string; modes: number[] }[] = [];
  await run(
    executorThat(({ dir }) => {
      const modes = [join(folder, user), dir].map((path) => statSync(path).mode & 0o777);
      seen.push({ dir, modes });
    }),
  );
  const pattern = new RegExp(
    `^${folder}/${user}/${String(process.pid)}\\.[0-9a-f]{8}\\.[0-9a-f]{8}/${toRunId(1)}/[0-9a-f]{8}/-\\.N0/1$`,
  );
  expect(seen).toEqual([{ dir: expect.stringMatching(pattern) as string, modes: [0o700, 0o700] }]);
});

it("leaves nothing behind, also of tasks that fail or lock what they made", async () => {
  const folder = ownTemporaryFolder();
  await runGraph(chain(), {}, { storage: memoryStorage(), executor: fileExecutor() });
  const locks = executorThat(({ scratch, dir }) => {
    mkdirSync(join(scratch, "a", "b"), { recursive: true });
    writeFileSync(join(scratch, "a", "b", "file"), "");
    chmodSync(join(scratch, "a", "b"), 0);
    chmodSync(join(scratch, "a"), 0o500);
    writeFileSync(join(dir, "errors"), "it failed");
  });
  await expect(run(locks)).rejects.toMatchObject({ code: "TKR_TASK_FAILED" });
  expect(readdirSync(join(folder, user))).toEqual([]);
});

it("keeps runs of one id apart, on storages of their own", async () => {
  ownTemporaryFolder();
  const folders = new Set<string>();
  const both = Promise.withResolvers<undefined>();
  const executor = toyExecutor("toy", {
    run: async (_, { workspace }) => {
      const { dir, outputs } = await workspace();
      folders.add(dir);
      if (folders.size === 2) both.resolve(undefined);
      await both.promise;
      writeFileSync(outputs["value"] ?? "", "1");
      return ok;
    },
  });
  expect(await Promise.all([run(executor), run(executor)])).toEqual([1, 1]);
  expect([...folders].map((folder) => existsSync(folder))).toEqual([false, false]);
});

it("removes what a killed controller left when the next run of this machine begins", async () => {
  const folder = ownTemporaryFolder();
  const dir = await killedController();
  expect(readdirSync(join(dir, "outputs"))).toEqual(["value"]);
  await run(fileExecutor(), 2);
  expect(existsSync(dir)).toBe(false);
  expect(readdirSync(join(folder, user))).toEqual([]);
});

it("leaves what has a handle to the next owner of its run", async () => {
  const folder = ownTemporaryFolder();
  const dir = await killedController("handle");
  await run(fileExecutor(), 2);
  expect(existsSync(dir)).toBe(true);
  // Of the same id, on another storage.
  await run(fileExecutor(), 1);
  expect(existsSync(dir)).toBe(true);
  const storage = memoryStorage();
  const keys = new RunKeys(toRunId(1));
  const owner = { owner: basename(dirname(dirname(dir))), machine: "m", pid: 1, since: 0 };
  await storage.create(keys.lock(1), new TextEncoder().encode(JSON.stringify(owner)));
  await storage.write(keys.heartbeat(1), new TextEncoder().encode(JSON.stringify({ at: 0, released: true })));
  await runGraph(oneTask(), {}, { storage, executor: fileExecutor(), runId: 1 });
  expect(existsSync(dir)).toBe(false);
  expect(readdirSync(join(folder, user))).toEqual([]);
});

async function killedController(...words: string[]): Promise<string> {
  const program = join(import.meta.dirname, "fixtures", "killed-controller.ts");
  const child = spawn(process.execPath, ["--conditions=@tierkreis/source", program, ...words], {
    stdio: ["ignore", "pipe", "inherit"],
    env: process.env,
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  const [dir] = (await once(createInterface(child.stdout), "line")) as [string];
  // While it lives, nobody takes its files away.
  await run(fileExecutor(), 3);
  expect(existsSync(dir)).toBe(true);
  child.kill("SIGKILL");
  await once(child, "exit");
  return dir;
}

it("leaves the folders of other machines and containers alone", async () => {
  const folder = ownTemporaryFolder();
  const foreign = join(folder, user, "1.00000000.00000000", toRunId(1), "abcdefab");
  mkdirSync(foreign, { recursive: true });
  await run();
  expect(existsSync(foreign)).toBe(true);
});

it.each<[string, (base: string, folder: string) => void]>([
  [
    "a link",
    (base, folder) => {
      mkdirSync(join(folder, "elsewhere"));
      symlinkSync(join(folder, "elsewhere"), base);
    },
  ],
  ["a file", (base) => writeFileSync(base, "")],
  [
    "a folder that others may write to",
    (base) => {
      mkdirSync(base);
      chmodSync(base, 0o777);
    },
  ],
])("puts no task's files where the user's folder is %s", async (_, make) => {
  const folder = ownTemporaryFolder();
  const base = join(folder, user);
  make(base, folder);
  await expect(run()).rejects.toMatchObject({
    code: "TKR_STORAGE_FAILED",
    message: expect.stringContaining("set TMPDIR to a folder of your own") as string,
    details: { file: base },
  });
  expect(readdirSync(folder, { recursive: true }).filter((name) => String(name).includes("outputs"))).toEqual(
    [],
  );
});

it("shuts a folder of the user's that others could look into", async () => {
  const folder = ownTemporaryFolder();
  mkdirSync(join(folder, user));
  chmodSync(join(folder, user), 0o755);
  await run();
  expect(statSync(join(folder, user)).mode & 0o777).toBe(0o700);
});
