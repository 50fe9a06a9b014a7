import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { writeTree } from "../../../scripts/testing/prepare-task.ts";
import { tkr } from "./support/tkr.ts";

const schema = (name: string, type = "string") => `interface ${name} {\n  greet(name: ${type}): string;\n}\n`;

/** `tkr init stubs --watch`, and what it has said so far. */
function watching(cwd: string) {
  const running = tkr(["init", "stubs", "--watch"], { cwd });
  let said = "";
  running.stdout.on("data", (text: Buffer) => (said += text.toString()));
  running.stderr.on("data", (text: Buffer) => (said += text.toString()));
  /** Waits until it has said more, that looks so; patience is the test's. */
  const says = async (words: RegExp): Promise<void> => {
    while (!words.test(said)) await new Promise((resolve) => setTimeout(resolve, 20));
    said = "";
  };
  return { running, says };
}

it("writes stubs again when a schema changes, shows errors and goes on, and ends quietly on Ctrl-C", async () => {
  const cwd = writeTree({ "workers/a/schema.tsp": schema("a"), "workers/b/schema.tsp": schema("b") });
  const api = join(cwd, "workers/a/api.ts");
  const { running, says } = watching(cwd);
  await says(/a {2}wrote workers\/a\/api\.ts\nb {2}wrote[^]*Watching workers\. Ctrl-C ends it/);

  writeFileSync(join(cwd, "workers/a/schema.tsp"), schema("a", "int32"));
  await says(/a {2}wrote workers\/a\/api\.ts\n/);
  expect(readFileSync(api, "utf8")).toContain("name: z.int32()");

  writeFileSync(join(cwd, "workers/a/schema.tsp"), schema("a", "strnig"));
  await says(/workers\/a\/schema\.tsp:2:15[^]*a {2}failed, see above/);
  writeFileSync(join(cwd, "workers/a/schema.tsp"), schema("a", "boolean"));
  await says(/a {2}wrote/);

  mkdirSync(join(cwd, "workers/c"));
  appendFileSync(join(cwd, "workers/c/schema.tsp"), schema("c"));
  await says(/c {2}wrote workers\/c\/api\.ts/);
  rmSync(join(cwd, "workers/b"), { recursive: true });
  await says(/b {2}is gone/);

  running.kill("SIGINT");
  const { exitCode, stderr } = await running;
  expect(exitCode).toBe(130);
  expect(stderr).not.toMatch(/SIGINT|cancel/i);
  expect(existsSync(join(cwd, "workers/c/api.ts"))).toBe(true);
});

it("either checks or watches", async () => {
  const cwd = writeTree({ "workers/a/schema.tsp": schema("a") });
  const { exitCode, stderr } = await tkr(["init", "stubs", "--watch", "--check"], { cwd });
  expect(stderr).toContain("Give --check or --watch, not both.");
  expect(exitCode).toBe(2);
});
