import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { start } from "./support/program.ts";
import { bytes, tempFolder, tempStorage } from "./support/temp-storage.ts";

/** The files that Node's own trace saw opened for reading by other threads, and how many calls of fsync it saw. */
async function traced(directory: string, fsync: boolean, calls: number) {
  const cwd = tempFolder();
  const before = ["--trace-event-categories", "node.fs.async", "--trace-event-file-pattern", "trace.json"];
  await start("group-commit.ts", [directory, String(fsync), String(calls)], { before, cwd }).finished();
  const trace = JSON.parse(readFileSync(join(cwd, "trace.json"), "utf8")) as {
    traceEvents: { name: string; ph: string; args: { path?: string } }[];
  };
  const begun = trace.traceEvents.filter((event) => event.ph === "b");
  return {
    opened: begun.flatMap(({ name, args }) =>
      name === "open" && args.path?.startsWith(directory) ? [args.path] : [],
    ),
    syncs: begun.filter((event) => event.name === "fsync").length,
  };
}

it("brings every file and folder written since the last sync to the disk, once for all that ask", async () => {
  const directory = join(tempFolder(), "checkpoints");
  const { opened, syncs } = await traced(directory, true, 50);
  const files = Array.from({ length: 20 }, (_, index) => `run/${index % 4}/${index}`);
  const folders = ["", "run", "run/0", "run/1", "run/2", "run/3"];
  const expected = [...files, "run/stream", "run/link", "run/created", ...folders].map((key) =>
    join(directory, key),
  );
  expect([...opened].sort()).toEqual(expected.sort());
  // The folder that holds the new directory is flushed too.
  expect(syncs).toBe(expected.length + 1);
  // Contents come before the names that make them visible.
  expect(opened.slice(-folders.length).sort()).toEqual(folders.map((key) => join(directory, key)).sort());
});

it("does nothing without the option", async () => {
  const { syncs } = await traced(join(tempFolder(), "checkpoints"), false, 50);
  expect(syncs).toBe(0);
  expect(tempStorage().storage.capabilities.durable).toBe(false);
});

it("settles for callers that come while a sync is at work, and for files deleted since", async () => {
  const { storage } = tempStorage({ fsync: true });
  expect(storage.capabilities.durable).toBe(true);
  const syncs: Promise<void>[] = [];
  for (let index = 0; index < 100; index += 1) {
    await storage.write(`run/${index % 10}/value`, bytes(String(index)));
    if (index % 10 === 5) await storage.delete(`run/${index % 10}/`);
    syncs.push(storage.sync());
    if (index % 3 === 0) await new Promise(setImmediate);
  }
  await Promise.all(syncs);
  await storage.delete("");
  await storage.sync();
});
