/** The version of all documents that `--json` prints. It grows when a field goes or changes its meaning, not when one is added. */
const VERSION = 1;

/** Prints one document for programs, on a line. */
export function printJson(body: Readonly<Record<string, unknown>>): void {
  process.stdout.write(`${JSON.stringify({ version: VERSION, ...body })}\n`);
}
