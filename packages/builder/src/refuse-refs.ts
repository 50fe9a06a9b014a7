import { isRef, TierkreisError } from "@tierkreis/core";

/** Throws `TKR_VALUE_INVALID` for a plain value, known to contain no cycle, that has a ref somewhere in it. */
export function refuseRefs(value: unknown): void {
  const open: unknown[] = [value];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (typeof at !== "object" || at === null || ArrayBuffer.isView(at)) continue;
    if (isRef(at))
      throw new TierkreisError(
        "TKR_VALUE_INVALID",
        "A const holds plain values, and this one has refs in it. A task can make one value of several.",
      );
    if (Array.isArray(at)) pushObjects(open, at);
    else if (at instanceof Map) pushObjects(open, at.values());
    else if (!("getData" in at)) pushObjects(open, Object.values(at));
  }
}

function pushObjects(open: unknown[], values: Iterable<unknown>): void {
  for (const value of values) if (typeof value === "object" && value !== null) open.push(value);
}
