import { readFileSync, statSync } from "node:fs";
import { TierkreisError } from "@tierkreis/core";

/** The longest `name=value` that Linux takes, its closing NUL included: 32 pages of 4 kB. Elsewhere only the sum is limited. */
const longestVariable = process.platform === "linux" ? 32 * 4096 : Number.MAX_SAFE_INTEGER;

/** A byte order mark is part of the value, and what is no UTF-8 would not come out as it went in. */
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** The inputs as variables, each with the very bytes of its file. Throws `TKR_INPUT_NOT_EXPORTABLE` for one that can not be. */
export function exportValues(inputs: Readonly<Record<string, string>>): Record<string, string> {
  const entries = Object.entries(inputs).map(([port, file]) => {
    const name = `input_${port}_value`;
    const { size } = statSync(file);
    if (name.length + size + 2 > longestVariable) {
      throw notExportable(port, `it has ${size} bytes, and the system takes ${longestVariable} a variable`);
    }
    return [name, decode(port, readFileSync(file))] as const;
  });
  return Object.fromEntries(entries);
}

/** The error for values that are too long only together: it names the longest. */
export function tooLongTogether(inputs: Readonly<Record<string, string>>): TierkreisError {
  const sizes = Object.entries(inputs).map(([port, file]) => ({ port, size: statSync(file).size }));
  const [longest] = sizes.sort((a, b) => b.size - a.size);
  const why = "all variables together are longer than the system takes, and this is the longest value";
  return notExportable(longest?.port ?? "", why);
}

function decode(port: string, bytes: Uint8Array): string {
  if (bytes.includes(0)) throw notExportable(port, "it has a NUL byte");
  try {
    return decoder.decode(bytes);
  } catch {
    throw notExportable(port, "its bytes are no UTF-8 text");
  }
}

function notExportable(port: string, why: string): TierkreisError {
  return new TierkreisError(
    "TKR_INPUT_NOT_EXPORTABLE",
    `[executor-shell] The value of the input ${JSON.stringify(port)} can not be put into $input_${port}_value: ${why}. ` +
      `Read $input_${port}_file in the script, and leave exportValues off.`,
    { port },
  );
}
