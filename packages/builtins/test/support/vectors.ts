import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

const ports = z.record(z.string(), z.string());

/** What the Python package gave for some inputs. Values are their stored bytes, as Latin-1 text. */
const vector = z.object({ in: ports, out: ports.optional(), error: z.string().optional() });

export type Vector = z.infer<typeof vector>;

const vectors = z.record(z.string(), z.array(vector));

/** The vectors of a fixture by task. */
export function readVectors(file: string): Readonly<Record<string, readonly Vector[]>> {
  return vectors.parse(JSON.parse(readFileSync(fixture(file), "utf8")));
}

export function fixture(file: string): string {
  return join(import.meta.dirname, "..", "fixtures", file);
}
