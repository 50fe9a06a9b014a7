// Writes every file here that is made from another one.
import { execa } from "execa";
import { root } from "./lib/root.ts";

async function run(program: string, ...args: string[]): Promise<void> {
  const stdio = ["ignore", "inherit", "inherit"] as const;
  const { failed, message } = await execa(program, args, {
    cwd: root,
    preferLocal: true,
    stdio,
    reject: false,
  });
  if (!failed) return;
  console.error(message);
  process.exit(1);
}

/** The stubs of the example workers, each from its schema. */
const tkr = ["--conditions=@tierkreis/source", "packages/cli/src/main.ts"];
await run(process.execPath, ...tkr, "init", "stubs", "--workers", "example_workers");

/** The reports of the public surface, from what the packages declare when built. */
await run("turbo", "run", "build", "--output-logs=errors-only");
await run(process.execPath, "scripts/api-reports.ts", "--accept");
