import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { ShellExecutor } from "@tierkreis/executor-shell";
import { prepareTask, writeTree } from "../../../scripts/testing/prepare-task.ts";

const print = 'printf %s "$input_a_value" > "$output_b_file"';

async function run(inputs: Readonly<Record<string, string | Uint8Array>>) {
  const executor = new ShellExecutor({ registry: writeTree({ "w/main.sh": print }), exportValues: true });
  const task = prepareTask({ worker: "w", inputs, outputs: ["b"] });
  await executor.check(task.site);
  return { end: await executor.run(task.call, task.context), output: join(task.workspace.outputDir, "b") };
}

it.each([
  ["a number", "4096"],
  ["newlines at the end", "a\n\n\n"],
  ["nothing", ""],
  ["a byte order mark", "\uFEFFa"],
  ["what a shell could read", `é "q" 'p' $(x) \`y\` \\ %s * ~\n`],
  ["characters beyond 16 bits", "😀"],
  ["as much as fits", "x".repeat(130_000)],
])("exports %s with the very bytes", async (_, value) => {
  const { end, output } = await run({ a: value });
  expect(end).toMatchObject({ status: "ok" });
  expect(readFileSync(output).equals(Buffer.from(value))).toBe(true);
});

it.each([
  ["a NUL byte", Buffer.from("a\0b"), "it has a NUL byte"],
  ["bytes that are no UTF-8", Buffer.from([0xe9]), "its bytes are no UTF-8 text"],
  ["half a surrogate pair", Buffer.from([0xed, 0xa0, 0x80]), "its bytes are no UTF-8 text"],
])("refuses %s and names the port", async (_, value, why) => {
  const { end } = await run({ good: "1", a: value });
  expect(end).toMatchObject({
    status: "error",
    error: {
      code: "TKR_INPUT_NOT_EXPORTABLE",
      message: expect.stringContaining(why),
      details: { port: "a" },
    },
  });
});

it("refuses a value that the system takes in no variable, and says how much it takes", async () => {
  const { end } = await run({ good: "1", longer: "x".repeat(20), a: Buffer.alloc(5_000_000, "x") });
  const why = process.platform === "linux" ? "it has 5000000 bytes, and the system takes 131072" : "together";
  expect(end).toMatchObject({
    status: "error",
    error: {
      code: "TKR_INPUT_NOT_EXPORTABLE",
      message: expect.stringContaining(why),
      details: { port: "a" },
    },
  });
});

it("refuses values that are too long only together, and names the longest", async () => {
  const many = Object.fromEntries(
    Array.from({ length: 100 }, (_, n) => [`p${String(n)}`, "x".repeat(100_000)]),
  );
  const { end } = await run({ ...many, a: "x".repeat(100_001) });
  expect(end).toMatchObject({
    status: "error",
    error: { code: "TKR_INPUT_NOT_EXPORTABLE", details: { port: "a" } },
  });
});
