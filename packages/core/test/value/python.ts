import { execFileSync } from "node:child_process";

/** What a Python program prints for some input. Its integers have no limit of digits. */
export function runPython(program: string, input: string | Uint8Array): Buffer {
  const prelude = "import sys, json, struct\nsys.set_int_max_str_digits(0)\n";
  return execFileSync("python3", ["-c", prelude + program], { input, maxBuffer: 1 << 28 });
}

/** Each JSON text, read and printed again by Python on one line without spaces. */
export function throughPython(texts: readonly string[]): string[] {
  if (texts.length === 0) return [];
  const program = "for line in sys.stdin: print(json.dumps(json.loads(line), separators=(',', ':')))";
  return runPython(program, `${texts.join("\n")}\n`)
    .toString()
    .trimEnd()
    .split("\n");
}
