import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { writeTree } from "../../../scripts/testing/prepare-task.ts";
import { tkr } from "./support/tkr.ts";

const schema = (name: string) => `interface ${name} {\n  greet(name: string): string;\n}\n`;

it("writes a line and a file for each worker, and then finds them up to date", async () => {
  const cwd = writeTree({
    "workers/a_worker/schema.tsp": schema("a_worker"),
    "workers/b/schema.tsp": schema("b"),
    "workers/plain/main.sh": "",
  });
  const written = await tkr(["init", "stubs"], { cwd });
  expect(written).toMatchObject({
    exitCode: 0,
    stderr: "",
    stdout:
      "a_worker  wrote workers/a_worker/api.ts\nb         wrote workers/b/api.ts\nplain     has no schema.tsp, and tells no tasks\n",
  });
  expect(readFileSync(join(cwd, "workers/b/api.ts"), "utf8")).toContain("export const greet = defineTask({");
  for (const flags of [[], ["--check"]]) {
    const again = await tkr(["init", "stubs", "--workers", "workers", ...flags], { cwd });
    expect(again.stdout).toContain("b         workers/b/api.ts: up to date\n");
    expect(again.exitCode).toBe(0);
  }
});

it("writes nothing with --check and fails when a stub is missing or stale", async () => {
  const cwd = writeTree({ "here/schema.tsp": schema("here") });
  const missing = await tkr(["init", "stubs", "--check"], { cwd });
  expect(missing).toMatchObject({ exitCode: 1, stdout: "here  here/api.ts: MISSING\n" });
  expect(missing.stderr).toContain("tkr init stubs --workers .");
  await tkr(["init", "stubs"], { cwd });
  writeFileSync(join(cwd, "here/schema.tsp"), schema("here").replace("name: string", "name: int32"));
  const before = readFileSync(join(cwd, "here/api.ts"), "utf8");
  const stale = await tkr(["init", "stubs", "--check"], { cwd });
  expect(stale).toMatchObject({ exitCode: 1 });
  expect(stale.stdout).toContain("here/api.ts: STALE");
  expect(readFileSync(join(cwd, "here/api.ts"), "utf8")).toBe(before);
});

it("shows the place of a schema's error and goes on with the other workers", async () => {
  const cwd = writeTree({
    "bad/schema.tsp": "interface bad {\n  greet(name: strnig): string;\n}\n",
    "good/schema.tsp": schema("good"),
  });
  const { exitCode, stdout, stderr } = await tkr(["init", "stubs"], { cwd });
  expect(stderr).toMatch(/error\[TKR_SCHEMA_INVALID\]: [^]*bad\/schema\.tsp:2:15/);
  expect({ exitCode, stdout }).toEqual({
    exitCode: 1,
    stdout: "bad   failed, see above\ngood  wrote good/api.ts\n",
  });
});

it("keeps an api.ts that somebody wrote, unless told to replace it", async () => {
  const cwd = writeTree({ "own/schema.tsp": schema("own"), "own/api.ts": "export const mine = 1;\n" });
  const refused = await tkr(["init", "stubs"], { cwd });
  expect(refused.exitCode).toBe(1);
  expect(refused.stderr).toContain("own/api.ts was not generated");
  expect((await tkr(["init", "stubs", "--force"], { cwd })).stdout).toBe("own  wrote own/api.ts\n");
});

it("keeps stubs that were edited by hand, unless told to replace them", async () => {
  const cwd = writeTree({ "own/schema.tsp": schema("own") });
  await tkr(["init", "stubs"], { cwd });
  const api = join(cwd, "own/api.ts");
  const edited = readFileSync(api, "utf8").replace("z.string()", "z.email()");
  writeFileSync(api, edited);
  const refused = await tkr(["init", "stubs"], { cwd });
  expect(refused).toMatchObject({ exitCode: 1, stdout: "own  failed, see above\n" });
  expect(refused.stderr).toContain("own/api.ts was edited by hand since it was generated");
  expect(readFileSync(api, "utf8")).toBe(edited);
  expect((await tkr(["init", "stubs", "--force"], { cwd })).stdout).toBe("own  wrote own/api.ts\n");
});

it("says so when there is no such folder", async () => {
  const { exitCode, stderr } = await tkr(["init", "stubs", "--workers", "nowhere"], { cwd: writeTree({}) });
  expect(stderr).toMatch(/^error\[TKR_USAGE\]: There is no folder nowhere/);
  expect(exitCode).toBe(2);
});

it("looks into every folder of the project's registry, from wherever in the project", async () => {
  const cwd = writeTree({
    "tierkreis.config.ts": 'export default { registry: ["mine", "theirs"] };\n',
    "mine/a/schema.tsp": schema("a"),
    "theirs/b/schema.tsp": schema("b"),
  });
  const { exitCode, stdout } = await tkr(["init", "stubs"], { cwd: join(cwd, "mine") });
  expect(stdout).toMatch(/^a {2}wrote a\/api\.ts\nb {2}wrote [^]*theirs\/b\/api\.ts\n$/);
  expect(exitCode).toBe(0);
  expect((await tkr(["init", "stubs", "--check"], { cwd })).exitCode).toBe(0);
});
