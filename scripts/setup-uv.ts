// Prints the path of uv, which it installs into the workspace when there is none. With `--env`, prints what a shell
// evaluates to use it: eval "$(node scripts/setup-uv.ts --env)"
import { parseArgs } from "node:util";
import { ensureUv, uvEnvironment } from "./lib/uv.ts";

const { values } = parseArgs({ options: { env: { type: "boolean", default: false } } });
const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

try {
  if (values.env) {
    for (const [name, value] of Object.entries(await uvEnvironment()))
      console.log(`export ${name}=${quoted(value)}`);
  } else {
    console.log(await ensureUv());
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
