import { expect, it } from "vitest";
import { memoryStorage } from "../../../scripts/testing/memory-storage.ts";
import { runGraph } from "../src/index.ts";
import { faultyStorage } from "./support/faulty-storage.ts";
import { oneTask } from "./support/task-graphs.ts";
import { toyExecutor } from "./support/toy-executor.ts";

it.each([
  ["ENOSPC", "The disk is full: free some space, then run again."],
  ["EIO", "look at the system's log and check the disk, then run again."],
  ["EROFS", "The file system is read-only: remount it, then run again."],
  ["EACCES", "Give this user the right to it, then run again."],
  ["EMFILE", "raise the limit (ulimit -n), or run fewer tasks at a time, then run again."],
])("says what to do about the %s of a storage that does not", async (errno, words) => {
  const answer = () => Promise.reject(Object.assign(new Error(`${errno}: no`), { code: errno }));
  const { storage } = faultyStorage(memoryStorage(), { method: "write", at: 2, answer });
  const options = { storage, executor: toyExecutor("toy"), runId: 1 };
  await expect(runGraph(oneTask(), {}, options)).rejects.toMatchObject({
    code: "TKR_STORAGE_FAILED",
    message: expect.stringContaining(words) as string,
    details: { errno },
  });
});
