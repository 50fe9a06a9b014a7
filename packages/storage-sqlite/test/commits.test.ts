import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, it, onTestFinished } from "vitest";
import { Commits } from "../src/commits.ts";
import { tempFolder } from "./support/temp-storage.ts";

/** A table of numbers, and a note of each transaction. */
function tempCommits() {
  const database = new DatabaseSync(join(tempFolder(), "numbers.sqlite"), { timeout: 0 });
  onTestFinished(() => database.close());
  database.exec("PRAGMA journal_mode = WAL; CREATE TABLE numbers (n INTEGER PRIMARY KEY)");
  const put = database.prepare("INSERT INTO numbers (n) VALUES (?)");
  const events: string[] = [];
  const commits = new Commits({
    database,
    busyTimeout: 0,
    onBegin: () => void events.push("begin"),
    onCommit: () => void events.push("commit"),
  });
  const numbers = () =>
    database
      .prepare("SELECT n FROM numbers ORDER BY n")
      .all()
      .map((row) => row["n"]);
  const add = (n: number) => commits.add(() => void put.run(n));
  return { database, commits, events, numbers, add };
}

it("commits what is asked for in one turn at once, and tells nobody before", async () => {
  const { commits, events, numbers, add } = tempCommits();
  const asked = [1, 2, 3].map(async (n) => {
    await add(n);
    events.push(String(n));
  });
  await Promise.resolve();
  const last = commits.add(() => "result");
  expect(numbers()).toEqual([]);
  expect(await last).toBe("result");
  await Promise.all(asked);
  expect(events).toEqual(["begin", "commit", "1", "2", "3"]);
  expect(numbers()).toEqual([1, 2, 3]);
});

it("begins anew for what is asked for later", async () => {
  const { events, add } = tempCommits();
  await add(1);
  await add(2);
  expect(events).toEqual(["begin", "commit", "begin", "commit"]);
});

it("lets one that fails change nothing, and none of the others fail with it", async () => {
  const { numbers, add, commits, database } = tempCommits();
  const half = () =>
    commits.add(() => {
      database.exec("INSERT INTO numbers (n) VALUES (100)");
      database.exec("INSERT INTO numbers (n) VALUES (1)");
    });
  const results = await Promise.allSettled([add(1), add(2), half(), add(3)]);
  expect(results.map(({ status }) => status)).toEqual(["fulfilled", "fulfilled", "rejected", "fulfilled"]);
  expect(numbers()).toEqual([1, 2, 3]);
});

it("ends a transaction that takes long, and goes on with the next", async () => {
  const { commits, events } = tempCommits();
  const slowly = () => {
    const end = performance.now() + 11;
    while (performance.now() < end);
  };
  await Promise.all([slowly, slowly].map((work) => commits.add(work)));
  expect(events).toEqual(["begin", "commit", "begin", "commit"]);
});

it("tells all that wait when no transaction can begin", async () => {
  const { database, numbers, add } = tempCommits();
  const other = new DatabaseSync(database.location()!);
  onTestFinished(() => other.close());
  other.exec("BEGIN IMMEDIATE");
  const results = await Promise.allSettled([add(1), add(2)]);
  expect(results.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  other.exec("COMMIT");
  await add(3);
  expect(numbers()).toEqual([3]);
});
