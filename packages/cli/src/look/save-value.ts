import { createWriteStream } from "node:fs";
import { rm } from "node:fs/promises";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { readPlace, type PlaceValue } from "@tierkreis/controller";
import {
  encodeValue,
  errnoOf,
  messageOf,
  TierkreisError,
  type Location,
  type Storage,
} from "@tierkreis/core";
import { usageError } from "../usage-error.ts";
import type { Showing } from "./showing.ts";

/** `--raw PORT [--save FILE]`: the stored form of an output, else of an input, byte for byte. */
export async function saveValue(
  { storage, run, options }: Showing,
  location: Location,
  port: string,
): Promise<number> {
  const place = await findPort({ storage, runId: run.id }, location, port);
  const pieces = "key" in place ? storage.readStream(place.key) : [encodeValue(place.value, place.type)];
  if (options.save === undefined) {
    await pipeline(Readable.from(pieces), process.stdout, { end: false }).catch(ignoreClosedPipe);
    return 0;
  }
  const file = options.save;
  try {
    await pipeline(Readable.from(pieces), createWriteStream(file, { flags: "wx" }));
  } catch (error) {
    if (TierkreisError.isInstance(error)) throw error;
    if (errnoOf(error) === "EEXIST") throw usageError(`${file} exists, and is not replaced.`, { file });
    await rm(file, { force: true }).catch(() => undefined);
    throw usageError(`${file} could not be written: ${messageOf(error)}`, { file, cause: error });
  }
  console.error(`saved ${file}`);
  return 0;
}

async function findPort(
  options: { readonly storage: Storage; readonly runId: string },
  location: Location,
  port: string,
): Promise<PlaceValue> {
  const outputs = await readPlace(location, "outputs", options);
  const output = outputs.get(port);
  if (output !== undefined) return output;
  const inputs = await readPlace(location, "inputs", options).catch((error: unknown) => {
    if (TierkreisError.isInstance(error)) return new Map<string, PlaceValue>();
    throw error;
  });
  const input = inputs.get(port);
  if (input !== undefined) return input;
  const names = [...outputs.keys(), ...inputs.keys()].map((name) => JSON.stringify(name)).join(", ");
  throw usageError(`${location} has no port ${JSON.stringify(port)}. Its ports: ${names || "none"}.`, {
    port,
  });
}

function ignoreClosedPipe(error: unknown): void {
  if (errnoOf(error) !== "EPIPE" && errnoOf(error) !== "ERR_STREAM_PREMATURE_CLOSE") throw error;
}
