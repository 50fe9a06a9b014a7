import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { UvExecutor } from "@tierkreis/executor-uv";
import { prepareTask, temporaryFolder, writeTree } from "../../../scripts/testing/prepare-task.ts";
import { plainWorker } from "./workers.ts";

/** A stand-in for uv that takes long, with a child, until a file `go` lies beside it. */
function slowUv() {
  const folder = writeTree({
    uv: '#!/bin/sh\ncd "${0%/*}"\nsleep 100 &\necho $$ $! > pids.part && mv pids.part pids\nuntil [ -e go ]; do sleep 0.02; done\nkill $!\ncd - > /dev/null\nexec uv "$@"\n',
  });
  const file = (name: string) => join(folder, name);
  return {
    uv: file("uv"),
    started: () => expect.poll(() => existsSync(file("pids")), { timeout: 20_000 }).toBe(true),
    alive: () => readFileSync(file("pids"), "utf8").trim().split(" ").map(Number).filter(isAlive),
    go: () => writeTree({ go: "" }, { at: folder }),
  };
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !/\) Z /.test(readFileSync(`/proc/${String(pid)}/stat`, "latin1"));
  } catch {
    return false;
  }
}

const asValue = (error: unknown) => error;

const executorWith = (uv: string) =>
  new UvExecutor({ registry: plainWorker(""), uv, environments: temporaryFolder() });

it("ends uv with all that it started when a check is aborted", async () => {
  const slow = slowUv();
  const executor = executorWith(slow.uv);
  const { site } = prepareTask({ worker: "w" });
  const controller = new AbortController();
  const rejection = executor.check(site, { signal: controller.signal }).catch(asValue);
  await slow.started();
  controller.abort();
  expect(await rejection).toMatchObject({ code: "TKR_CANCELLED" });
  expect(slow.alive()).toEqual([]);
  slow.go();
  await executor.check(site);
});

it("goes on for those who still wait", async () => {
  const slow = slowUv();
  const executor = executorWith(slow.uv);
  const { site } = prepareTask({ worker: "w" });
  const controller = new AbortController();
  const waiting = executor.check(site);
  const rejection = executor.check(site, { signal: controller.signal }).catch(asValue);
  await slow.started();
  controller.abort();
  expect(await rejection).toMatchObject({ code: "TKR_CANCELLED" });
  expect(slow.alive()).not.toEqual([]);
  slow.go();
  await waiting;
});

it("settles a task that is aborted while its worker is made ready", async () => {
  const slow = slowUv();
  const task = prepareTask({ worker: "w" });
  const running = executorWith(slow.uv).run(task.call, task.context);
  await slow.started();
  task.abort();
  expect(await running).toMatchObject({ status: "error", error: { code: "TKR_CANCELLED" } });
  expect(slow.alive()).toEqual([]);
});
