// Plants each bug of mutations.ts and lets the tests that should notice it run until they do. `node mutations/check.ts [NAME...]`.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { mutations } from "./mutations.ts";

const main = join(import.meta.dirname, "..", "main.ts");
const plant = join(import.meta.dirname, "plant.ts");
const named = process.argv.slice(2);

for (const [name, { caughtBy }] of Object.entries(mutations)) {
  if (named.length > 0 && !named.includes(name)) continue;
  for (const test of caughtBy) {
    const args = ["--conditions=@tierkreis/source", "--import", plant, main, "--first", "--only", test];
    const { status, stdout, stderr } = spawnSync(process.execPath, args, {
      env: { ...process.env, CHAOS_MUTATION: name },
      encoding: "utf8",
    });
    const caught = status === 1 && stderr.includes("again: SEED=");
    console.log(`${caught ? "caught" : "MISSED"} by ${test}: ${name}`);
    if (caught) console.log(stderr.split("\n").slice(0, 2).join("\n"));
    else console.log(`${stdout}${stderr}`);
    if (!caught) process.exitCode = 1;
  }
}
