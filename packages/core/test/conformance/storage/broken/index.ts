import type { Storage } from "@tierkreis/core";
import type { Broken } from "./broken.ts";
import { brokenClaims } from "./claims.ts";
import { brokenErrors } from "./errors.ts";
import { brokenKeys } from "./keys.ts";
import { brokenLists } from "./lists.ts";
import { brokenRaces } from "./races.ts";
import { brokenStreams } from "./streams.ts";
import { brokenValues } from "./values.ts";

export const brokenStorages: Readonly<Record<string, Broken>> = {
  ...brokenClaims,
  ...brokenValues,
  ...brokenKeys,
  ...brokenErrors,
  ...brokenRaces,
  ...brokenLists,
  ...brokenStreams,
};

/** For other processes: the storage whose fault the query of this module's own address names. */
export function makeStorage(place: string): Storage {
  const fault = new URL(import.meta.url).searchParams.get("fault") ?? "";
  const broken = brokenStorages[fault];
  if (broken === undefined) throw new Error(`No broken storage ${JSON.stringify(fault)}.`);
  return broken.make(place);
}
