import {
  chmodSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { basename, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { createSpawner } from "../src/index.ts";
import { findHelpers } from "./find-helpers.ts";
import { env, makeSpawner, read, shell, tempFolder, until } from "./support.ts";

/** What a shell would act on, if one ever saw it. */
const hostile = [
  "a b",
  "'",
  '"',
  "$(touch pwned)",
  "`touch pwned`",
  "; touch pwned",
  "\\",
  "line\nbreak",
  "tab\t",
  "*",
  "-rf",
  "",
  "käse 漢字 🦆",
];

it("tells the exit status and appends standard output and error to one file in their order", async () => {
  const folder = tempFolder();
  writeFileSync(join(folder, "log"), "before\n");
  const program = makeSpawner().spawn(
    shell(folder, "for i in 1 2 3; do echo out $i; echo err $i >&2; done; exit 3"),
  );
  const started = await program.started;
  expect(started?.pid).toBeGreaterThan(0);
  expect(started?.startTime).toMatch(/^\d+$/);
  expect(await program.ended).toEqual({ kind: "exit", exitCode: 3 });
  expect(read(join(folder, "log"))).toBe("before\nout 1\nerr 1\nout 2\nerr 2\nout 3\nerr 3\n");
});

it("reads standard input from a file, and makes a file for standard output", async () => {
  const folder = tempFolder();
  const input = Buffer.alloc(3_000_000, "0123456789abcdef\n");
  writeFileSync(join(folder, "in"), input);
  const stdout = join(folder, "out");
  const request = shell(folder, "cat; echo done >&2", {
    stdin: join(folder, "in"),
    stdout,
    stdoutMode: "create",
  });
  const spawner = makeSpawner();
  expect(await spawner.spawn(request).ended).toEqual({ kind: "exit", exitCode: 0 });
  expect(read(stdout)).toBe(input.toString());
  expect(read(join(folder, "log"))).toBe("done\n");
  expect(await spawner.spawn(request).ended).toMatchObject({ kind: "not-started", errno: "EEXIST" });
});

it("gives a program without a file for standard input an empty one", async () => {
  const folder = tempFolder();
  expect(await makeSpawner().spawn(shell(folder, "wc -c")).ended).toEqual({ kind: "exit", exitCode: 0 });
  expect(read(join(folder, "log")).trim()).toBe("0");
});

it("hands arguments, environment and paths over unchanged, whatever stands in them", async () => {
  const folder = tempFolder("tkr $(touch pwned) 'q' \n ü ");
  const log = join(folder, "log `x`");
  const variables = Object.fromEntries(hostile.map((value, index) => [`VALUE_${index}`, value]));
  const script = join(folder, "print it.mjs");
  writeFileSync(script, `console.log(JSON.stringify([process.cwd(), process.argv.slice(2), process.env]));`);
  const end = await makeSpawner().spawn({
    file: process.execPath,
    args: [script, ...hostile],
    cwd: folder,
    env: { ...env, ...variables },
    stdout: log,
    stderr: log,
  }).ended;
  expect(end).toEqual({ kind: "exit", exitCode: 0 });
  const [cwd, args, seen] = JSON.parse(read(log)) as [string, string[], Record<string, string>];
  expect(cwd).toBe(folder);
  expect(args).toEqual(hostile);
  const { TKR_SPAWN_ID, ...rest } = seen;
  expect(TKR_SPAWN_ID).toMatch(/^[0-9a-f-]{36}\.1$/);
  expect(rest).toEqual({ ...env, ...variables });
  expect(readdirSync(folder).sort()).toEqual(["log `x`", "print it.mjs"]);
});

it("gives a program nothing of this process's environment that it was not given", async () => {
  const folder = tempFolder();
  process.env["TKR_TEST_SECRET"] = "secret";
  const spawner = makeSpawner();
  await spawner.start();
  delete process.env["TKR_TEST_SECRET"];
  await spawner.spawn(shell(folder, "env")).ended;
  expect(read(join(folder, "log"))).not.toContain("secret");
});

it("tells a signal from an exit status", async () => {
  const folder = tempFolder();
  const spawner = makeSpawner();
  expect(await spawner.spawn(shell(folder, "kill -9 $$")).ended).toEqual({
    kind: "signal",
    signal: "SIGKILL",
  });
  expect(await spawner.spawn(shell(folder, "exit 137")).ended).toEqual({ kind: "exit", exitCode: 137 });
});

it("says why a program could not be started", async () => {
  const folder = tempFolder();
  const spawner = makeSpawner();
  const plain = join(folder, "plain");
  writeFileSync(plain, "text");
  const end = (more: object) => spawner.spawn(shell(folder, "true", more)).ended;
  const notStarted = (errno: string, words: string) => ({
    kind: "not-started",
    errno,
    message: expect.stringContaining(words) as string,
  });
  expect(await end({ file: "/no/such/program" })).toEqual(notStarted("ENOENT", "/no/such/program"));
  expect(await end({ file: "no-such-program" })).toEqual(notStarted("ENOENT", "no-such-program"));
  expect(await end({ file: plain })).toEqual(notStarted("EACCES", plain));
  expect(await end({ file: "" })).toEqual(notStarted("EINVAL", "empty"));
  expect(await end({ args: ["x".repeat(3_000_000)] })).toEqual(notStarted("E2BIG", "E2BIG"));
  expect(await end({ env: { BIG: "x".repeat(3_000_000) } })).toEqual(notStarted("E2BIG", "E2BIG"));
  expect(await end({ args: ["a\0b"] })).toEqual(notStarted("EINVAL", "null bytes"));
  expect(await end({ cwd: join(folder, "gone") })).toEqual(notStarted("ENOENT", join(folder, "gone")));
  expect(await end({ stdin: join(folder, "gone") })).toEqual(notStarted("ENOENT", join(folder, "gone")));
  expect(await end({ stdout: folder })).toEqual(notStarted("EISDIR", folder));
  expect(await end({})).toEqual({ kind: "exit", exitCode: 0 });
});

it("waits a moment for a program that is still being written", async () => {
  const folder = tempFolder();
  const file = join(folder, "program");
  const writing = openSync(file, "w");
  writeSync(writing, "#!/bin/sh\necho ran\n");
  chmodSync(file, 0o755);
  const program = makeSpawner().spawn(shell(folder, "", { file, args: [] }));
  await sleep(100);
  closeSync(writing);
  expect(await program.ended).toEqual({ kind: "exit", exitCode: 0 });
  expect(read(join(folder, "log"))).toBe("ran\n");
});

it("starts each program in a group and session of its own, with default signals and no files but three", async () => {
  const folder = tempFolder();
  const spawner = makeSpawner();
  const program = spawner.spawn(
    shell(folder, "ps -o pgid= -o sid= -p $$; grep -E 'Sig(Ign|Blk)' /proc/self/status; ls -l /proc/self/fd"),
  );
  const started = await program.started;
  await program.ended;
  const [ids, ...rest] = read(join(folder, "log")).split("\n");
  expect(ids?.trim().split(/\s+/)).toEqual([String(started?.pid), String(started?.pid)]);
  const text = rest.join("\n");
  expect(text).toMatch(/SigBlk:\s0+\n/);
  expect(text).toMatch(/SigIgn:\s0+\n/);
  const open = [...text.matchAll(/ (\d+) -> (.+)/g)].map(
    ([, fd, path]) => `${fd ?? ""} ${basename(path ?? "")}`,
  );
  expect(open).toEqual(["0 null", "1 log", "2 log", expect.stringMatching(/^3 /) as string]);
});

it("starts 200 at once and keeps none of their files open", async () => {
  const folder = tempFolder();
  const spawner = makeSpawner();
  await spawner.start();
  const [helper] = findHelpers();
  const openFiles = () => readdirSync(`/proc/${helper ?? 0}/fd`).length;
  await spawner.spawn(shell(folder, "true")).ended;
  const before = openFiles();
  const ends = await Promise.all(
    Array.from({ length: 200 }, (_, index) => {
      mkdirSync(join(folder, String(index)));
      const request = shell(
        join(folder, String(index)),
        `sleep 0.05; echo ${index} > out; exit ${index % 7}`,
      );
      return spawner.spawn({ ...request, record: join(folder, String(index), "record") }).ended;
    }),
  );
  expect(ends).toEqual(ends.map((_, index) => ({ kind: "exit", exitCode: index % 7 })));
  for (let index = 0; index < 200; index++)
    expect(read(join(folder, String(index), "out"))).toBe(`${index}\n`);
  expect(openFiles()).toBe(before);
});

const recordOf = (path: string) =>
  read(path)
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as unknown);

it("records a program that may survive before it starts, then its process and its end", async () => {
  const folder = tempFolder();
  const record = join(folder, "record");
  writeFileSync(record, "of an earlier program\n");
  const spawner = makeSpawner({ survive: true });
  const program = spawner.spawn(shell(folder, "cat record > seen; kill -TERM $$", { record }));
  const started = await program.started;
  await program.ended;
  const first = expect.objectContaining({
    version: 1,
    mark: expect.stringMatching(/\.1$/) as string,
  }) as unknown;
  expect(recordOf(record)).toEqual([
    first,
    { ...started, startedAt: expect.any(String) as string },
    { signal: "SIGTERM", endedAt: expect.any(String) as string },
  ]);
  expect(recordOf(join(folder, "seen"))[0]).toEqual(first);
  const end = await spawner.spawn(shell(folder, "true", { record: join(folder, "gone", "record") })).ended;
  expect(end).toMatchObject({ kind: "not-started", errno: "ENOENT" });
});

it("records any other program when it runs longer than a moment", async () => {
  const folder = tempFolder();
  const spawner = makeSpawner();
  const record = join(folder, "record");
  await spawner.spawn(shell(folder, "true", { record })).ended;
  expect(existsSync(record)).toBe(false);
  const program = spawner.spawn(
    shell(folder, "while [ ! -e record ]; do sleep 0.01; done; exit 2", { record }),
  );
  const started = await program.started;
  expect(await program.ended).toEqual({ kind: "exit", exitCode: 2 });
  expect(recordOf(record)).toMatchObject([{ version: 1 }, { ...started }, { exitCode: 2 }]);
});

it("refuses programs after it was closed, and closes twice", async () => {
  const folder = tempFolder();
  const spawner = createSpawner();
  await spawner.spawn(shell(folder, "true")).ended;
  const [helper] = findHelpers();
  await spawner.close();
  await spawner.close();
  expect(existsSync(`/proc/${helper ?? 0}`)).toBe(false);
  expect(() => spawner.spawn(shell(folder, "true"))).toThrow(
    expect.objectContaining({ code: "TKR_SPAWNER_FAULT" }),
  );
});

it("closes when it never started anything, and ends what runs when it is closed", async () => {
  await createSpawner().close();
  const spawner = createSpawner({ graceMs: 100, survive: true });
  const folder = tempFolder();
  const program = spawner.spawn(shell(folder, "trap '' TERM; touch ready; sleep 60 & wait; sleep 60"));
  await until("it ignores the signal", () => existsSync(join(folder, "ready")));
  await spawner.close();
  expect(await program.ended).toEqual({ kind: "signal", signal: "SIGKILL" });
});

it("refuses a grace that is no time", () => {
  expect(() => createSpawner({ graceMs: Number.NaN })).toThrow(
    new TypeError("Expected the `graceMs` option to be a number of milliseconds, got NaN."),
  );
});
