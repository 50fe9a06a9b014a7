/** Prints one line for the test that started this program. */
export function say(line: unknown): void {
  process.stdout.write(`${String(line)}\n`);
}
