import { spawn } from "node:child_process";
import { once } from "node:events";
import { isLocked, lastEpoch, machineId, processStart, RunKeys, RunLock } from "@tierkreis/core";
import { expect, it, vi } from "vitest";
import { memoryStorage } from "../../../scripts/testing/memory-storage.ts";

const keys = new RunKeys("00000000-0000-0000-0000-000000000001");
const encode = (data: object) => new TextEncoder().encode(JSON.stringify(data));

it("refuses a second owner while the first lives, and lets it in after the release", async () => {
  const storage = memoryStorage();
  const lock = await RunLock.acquire(storage, keys);
  expect(lock.epoch).toBe(1);
  await expect(RunLock.acquire(storage, keys)).rejects.toMatchObject({ code: "TKR_RUN_LOCKED" });
  expect(await isLocked(storage, keys)).toBe(true);
  await lock.release();
  expect(await isLocked(storage, keys)).toBe(false);
  expect((await RunLock.acquire(storage, keys)).epoch).toBe(2);
});

it("gives the run to exactly one of many racers", async () => {
  const storage = memoryStorage();
  const tries = await Promise.allSettled(Array.from({ length: 50 }, () => RunLock.acquire(storage, keys)));
  expect(tries.filter((one) => one.status === "fulfilled")).toHaveLength(1);
});

it("takes over at once from a process that is gone", async () => {
  const storage = memoryStorage();
  const child = spawn(process.execPath, ["-e", ""], { stdio: "ignore" });
  const started = processStart(child.pid ?? 0);
  await once(child, "exit");
  const now = Date.now();
  await storage.write(
    keys.lock(1),
    encode({ owner: "a", machine: machineId(), pid: child.pid, started, since: now }),
  );
  await storage.write(keys.heartbeat(1), encode({ owner: "a", at: now, released: false }));
  expect((await RunLock.acquire(storage, keys)).epoch).toBe(2);
});

it("does not take a reused pid for the owner", async () => {
  const storage = memoryStorage();
  const owner = {
    owner: "a",
    machine: machineId(),
    pid: process.pid,
    started: "not this process",
    since: Date.now(),
  };
  await storage.write(keys.lock(1), encode(owner));
  expect((await RunLock.acquire(storage, keys)).epoch).toBe(2);
});

it("waits for the patience of 30 s where pids mean nothing", async () => {
  const storage = memoryStorage();
  const start = Date.now();
  await storage.write(keys.lock(1), encode({ owner: "a", machine: "another machine", pid: 1, since: start }));
  await storage.write(keys.heartbeat(1), encode({ owner: "a", at: start, released: false }));
  await expect(RunLock.acquire(storage, keys, () => start + 29_000)).rejects.toMatchObject({
    code: "TKR_RUN_LOCKED",
  });
  expect((await RunLock.acquire(storage, keys, () => start + 31_000)).epoch).toBe(2);
});

it("tells an owner that was paused and replaced", async () => {
  const storage = memoryStorage();
  let now = 0;
  const paused = await RunLock.acquire(storage, keys, () => now);
  await expect(paused.confirm()).resolves.toBeUndefined();
  now = 60_000;
  await RunLock.acquire(storage, keys, () => now);
  await expect(paused.confirm()).rejects.toMatchObject({ code: "TKR_RUN_LOST" });
  expect(await lastEpoch(storage, keys)).toBe(2);
});

it("tells an owner with its next heartbeat that it was replaced", async () => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
  try {
    const storage = memoryStorage();
    const lock = await RunLock.acquire(storage, keys);
    const errors: unknown[] = [];
    lock.keepAlive(
      () => Promise.resolve(),
      (error) => errors.push(error),
    );
    await vi.advanceTimersByTimeAsync(5000);
    expect(errors).toEqual([]);
    await storage.create(keys.lock(2), new TextEncoder().encode("{}"));
    await vi.advanceTimersByTimeAsync(5000);
    expect(errors).toMatchObject([{ code: "TKR_RUN_LOST" }]);
    lock.abandon();
  } finally {
    vi.useRealTimers();
  }
});

it("gives a sign of life every 5 s until it is let go of", async () => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
  try {
    const storage = memoryStorage();
    let now = 0;
    const lock = await RunLock.acquire(storage, keys, () => now);
    const beats = async () => {
      const text = new TextDecoder().decode(await storage.read(keys.heartbeat(1)));
      return (JSON.parse(text) as { at: number; released: boolean }).at;
    };
    lock.keepAlive(
      () => Promise.resolve(),
      () => expect.unreachable(),
    );
    for (now = 5000; now <= 60_000; now += 5000) {
      await vi.advanceTimersByTimeAsync(5000);
      expect(await beats()).toBe(now);
    }
    await lock.release();
    const last = await beats();
    now += 60_000;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(await beats()).toBe(last);
  } finally {
    vi.useRealTimers();
  }
});

it("counts a lock that can not be read as nobody's, and its epoch as used", async () => {
  const storage = memoryStorage();
  await storage.write(keys.lock(3), new TextEncoder().encode("torn"));
  expect((await RunLock.acquire(storage, keys)).epoch).toBe(4);
});

it("is let go of in its process also when the storage can not be told", async () => {
  const storage = memoryStorage();
  const lock = await RunLock.acquire(storage, keys);
  const write = storage.write.bind(storage);
  storage.write = () => Promise.reject(new Error("gone"));
  await expect(lock.release()).rejects.toThrow("gone");
  storage.write = write;
  expect((await RunLock.acquire(storage, keys)).epoch).toBe(2);
});

it("is nobody's when its first sign of life could not be given", async () => {
  const storage = memoryStorage();
  const write = storage.write.bind(storage);
  storage.write = () => Promise.reject(new Error("gone"));
  await expect(RunLock.acquire(storage, keys)).rejects.toThrow("gone");
  storage.write = write;
  expect((await RunLock.acquire(storage, keys)).epoch).toBe(2);
});

it("names the owners before it, the latest first", async () => {
  const storage = memoryStorage();
  const owners: string[] = [];
  for (let turn = 0; turn < 3; turn++) {
    const lock = await RunLock.acquire(storage, keys);
    const before: string[] = [];
    for await (const owner of lock.predecessors()) before.push(owner);
    expect(before).toEqual(owners);
    owners.unshift(lock.owner);
    await lock.release();
  }
});
