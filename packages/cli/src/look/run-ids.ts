import { toRunId, type Storage } from "@tierkreis/core";

const SHORTEST = 8;
const LARGEST = 10n ** 15n;

/** The ids of all runs of a storage that begin so, with one call of it for each. */
export async function allRunIds(storage: Storage, begin = ""): Promise<readonly string[]> {
  const ids: string[] = [];
  let after = "";
  for (;;) {
    const { keys, next } = await storage.list(begin, { after, limit: 1 });
    const [segment = ""] = keys[0]?.split("/", 1) ?? [];
    if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(segment)) ids.push(segment);
    if (next === undefined) return ids;
    // Behind all keys of the segment: `0` follows `/`.
    after = keys[0] === undefined || !keys[0].includes("/") ? next : `${segment}0`;
  }
}

/** {@link shortId} of one run, without a look at the others. */
export async function shortIdIn(storage: Storage, id: string): Promise<string> {
  const begin = id.slice(0, SHORTEST);
  const numbered = /^\d+$/.test(begin) ? await allRunIds(storage, toRunId(begin)) : [];
  return shortId(id, [...(await allRunIds(storage, begin)), ...numbered]);
}

/** A run's number where it has one, else the shortest beginning of its id, from eight letters on, that means no other run. */
export function shortId(id: string, all: readonly string[]): string {
  const number = BigInt(`0x${id.replaceAll("-", "")}`);
  if (number < LARGEST) return String(number);
  for (let length = SHORTEST; length < id.length; length++) {
    const short = id.slice(0, length);
    if (/^\d+$/.test(short) && all.includes(toRunId(short))) continue;
    if (!all.some((other) => other !== id && other.startsWith(short))) return short;
  }
  return id;
}
