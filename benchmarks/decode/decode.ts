// What reading and writing a value without loss costs, measured against JSON.parse and JSON.stringify, which lose.
//
//   pnpm --dir benchmarks run decode [--json] [--quick] [--only floats]
//
// Both do the same document in turn, in one process; what counts is the least CPU time of this process over the rounds.
import { parseArgs } from "node:util";
import { decodeValue, encodeValue, parseJson } from "@tierkreis/core";
import { documents, type MeasuredDocument } from "./documents.ts";

const { values: options } = parseArgs({
  options: { json: { type: "boolean" }, quick: { type: "boolean" }, only: { type: "string" } },
});

interface Measure {
  readonly id: string;
  readonly what: string;
  readonly size: number;
  /** Least over the rounds, milliseconds. */
  readonly value: number;
  readonly unit: "ms";
  readonly yardstick: "JSON.parse" | "JSON.stringify";
  readonly yardstickValue: number;
  readonly ratio: number;
}

/** CPU time in milliseconds, of all threads and of the system for them: collecting garbage and asking for memory count. */
function time(work: () => unknown): number {
  globalThis.gc?.();
  const start = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}

const rounds = options.quick === true ? 3 : 5;

/** The least of several times of each, in turn. */
function least<Name extends string>(works: Record<Name, () => unknown>): Record<Name, number> {
  const names = Object.keys(works) as Name[];
  const best = Object.fromEntries(names.map((name) => [name, Infinity])) as Record<Name, number>;
  for (let round = 0; round < rounds; round++)
    for (const name of names) best[name] = Math.min(best[name], time(works[name]));
  return best;
}

function measure({ name, text, type }: MeasuredDocument): Measure[] {
  const bytes = Buffer.from(text);
  const plain = JSON.parse(text) as unknown;
  const value = decodeValue(bytes);
  const took = least({
    parse: () => JSON.parse(text) as unknown,
    decode: () => decodeValue(bytes),
    declared: () => decodeValue(bytes, type),
    document: () => parseJson(text),
    stringify: () => JSON.stringify(plain),
    encode: () => encodeValue(value),
  });
  const against = (yardstick: "parse" | "stringify") => (work: keyof typeof took, what: string) => ({
    id: `${name} ${work}`,
    what: `${what} of ${name}`,
    size: bytes.length,
    value: took[work],
    unit: "ms" as const,
    yardstick: `JSON.${yardstick}` as const,
    yardstickValue: took[yardstick],
    ratio: took[work] / took[yardstick],
  });
  return [
    against("parse")("decode", "decodeValue, nothing declared,"),
    against("parse")("declared", "decodeValue, with the declared type,"),
    against("parse")("document", "parseJson"),
    against("stringify")("encode", "encodeValue"),
  ];
}

const megabytes = options.quick === true ? 10 : 100;
const measures: Measure[] = [];
for (const { name, make } of documents) {
  if (options.only !== undefined && !name.includes(options.only)) continue;
  const of = measure(make(megabytes * 1e6));
  measures.push(...of);
  if (options.json === true) continue;
  for (const one of of) {
    const columns = [
      one.id.padEnd(36),
      `${one.value.toFixed(0)} ms`.padStart(9),
      `${one.ratio.toFixed(2)} x ${one.yardstick} (${one.yardstickValue.toFixed(0)} ms)`.padStart(32),
    ];
    console.log(columns.join("  "));
  }
}
if (options.json === true) console.log(JSON.stringify(measures, undefined, 1));
