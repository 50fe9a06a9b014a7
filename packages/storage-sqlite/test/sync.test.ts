import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { blobs } from "./support/temp-storage.ts";

const program = join(import.meta.dirname, "fixtures", "group-commit.ts");

/** The files and folders that Node's own trace saw brought to the disk, in order: opened by other threads, then synced. */
function synced(file: string, calls: number) {
  const cwd = mkdtempSync(join(tmpdir(), "tierkreis-trace-"));
  onTestFinished(() => {
    rmSync(cwd, { recursive: true });
  });
  const trace = ["--trace-event-categories", "node.fs.async", "--trace-event-file-pattern", "trace.json"];
  const args = ["--conditions=@tierkreis/source", "--no-warnings", ...trace, program, file, String(calls)];
  execFileSync(process.execPath, args, { cwd });
  const { traceEvents } = JSON.parse(readFileSync(join(cwd, "trace.json"), "utf8")) as {
    traceEvents: { name: string; ph: string; args: { path?: string } }[];
  };
  const begun = traceEvents.filter((event) => event.ph === "b");
  // Large values are opened to be written as well: only the last time is the sync.
  const opened = begun.flatMap(({ name, args: { path } }) =>
    name === "open" && path !== undefined ? [path] : [],
  );
  return { opened, syncs: begun.filter(({ name }) => name === "fsync").length };
}

it("brings large values, their folders and SQLite's log to the disk, once for all that ask", () => {
  const directory = mkdtempSync(join(tmpdir(), "tierkreis-sync-"));
  onTestFinished(() => {
    rmSync(directory, { recursive: true });
  });
  const file = join(directory, "runs.sqlite");
  const { opened, syncs } = synced(file, 50);
  const [blob = ""] = blobs(file);
  const path = join(`${file}-blobs`, blob);
  const last = opened.slice(opened.lastIndexOf(path));
  // Contents come before the names that make them visible, and both before the log that tells of them.
  expect(last[0]).toBe(path);
  expect(last).toContain(dirname(path));
  expect(last.slice(-2).sort()).toEqual([directory, `${file}-wal`].sort());
  expect(syncs).toBeGreaterThanOrEqual(last.length);
  expect(syncs).toBeLessThan(2 * last.length);
});

it("syncs nothing when nobody asks", () => {
  const directory = mkdtempSync(join(tmpdir(), "tierkreis-sync-"));
  onTestFinished(() => {
    rmSync(directory, { recursive: true });
  });
  expect(synced(join(directory, "runs.sqlite"), 0).syncs).toBe(0);
});
