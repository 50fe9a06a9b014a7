// Compares the public surface of every package, as built, with the reports in `packages/*/etc/`. With `--accept`, writes them.
import { relative } from "node:path";
import { parseArgs } from "node:util";
import { apiEntries } from "./lib/api-entries.ts";
import { apiReport } from "./lib/api-report.ts";
import { root } from "./lib/root.ts";

const { accept } = parseArgs({ options: { accept: { type: "boolean", default: false } } }).values;

/** Reports on every entry, a package's main one before its others; gives what there is to complain about. */
function complaints(): string[] {
  const names = new Map<string, readonly string[]>();
  return apiEntries().flatMap((entry) => {
    const report = apiReport(entry, { accept, known: names.get(entry.folder) ?? [] });
    if (!names.has(entry.folder)) names.set(entry.folder, report.names);
    const file = relative(root, report.file);
    if (accept && report.difference !== "") console.log(`Wrote ${file}`);
    return accept || report.difference === ""
      ? report.problems
      : [...report.problems, `The public API is not that of ${file}:\n${report.difference}\n`];
  });
}

try {
  const found = complaints();
  if (found.length > 0) {
    throw new Error(
      `${found.join("\n")}\nUsers and authors of drivers rely on what the reports say. Is the change meant? Then run \`pnpm generate\`, commit the\n` +
        "reports, and add a changeset of the size that docs/versioning.md names. A name that is missing has to be exported first.",
    );
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
