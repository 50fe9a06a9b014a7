import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";

const folder = join(import.meta.dirname, "..");

it.each([
  ["README.md", ""],
  ["../../docs/graphs.md", "true\n"],
])("the blocks of %s make a program that runs", (file, printed) => {
  const blocks = readFileSync(join(folder, file), "utf8").matchAll(/^```ts\n(.*?)^```/gms);
  const program = [...blocks].map(([, block]) => block).join("\n");
  const node = ["--conditions=@tierkreis/source", "--input-type=module-typescript", "-e", program];
  const out = execFileSync(process.execPath, node, {
    cwd: folder,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
  expect(out).toBe(printed);
});
