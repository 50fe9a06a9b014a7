import { compareKeys } from "@tierkreis/core";

/** The first key of a range: this text or the first key behind it. */
export interface RangeStart {
  readonly text: string;
  /** Whether a key that is the text itself belongs to the range. */
  readonly isIncluded: boolean;
}

/** No key is longer than 1024 bytes, which is 256 times the highest character. */
const HIGHEST = "\u{10ffff}".repeat(256);
const LOWEST_LOW_SURROGATE = 0xdc00;

/** A text that no key that starts with `prefix` comes behind. */
export function endOf(prefix: string): string {
  return prefix + HIGHEST;
}

/** Where the keys begin that start with `prefix` and come behind `after`. */
export function startOf(prefix: string, after: string): RangeStart {
  const behind = wellFormed(after);
  return compareKeys(prefix, behind.text) > 0 ? { text: prefix, isIncluded: true } : behind;
}

/** SQLite knows no half of a surrogate pair, and `after` may be any text: the same range by a text without. */
function wellFormed(after: string): RangeStart {
  if (after.isWellFormed()) return { text: after, isIncluded: false };
  const at = after.search(/\p{Surrogate}/u);
  const [before, half] = [after.slice(0, at), after.charCodeAt(at)];
  // A first half stands before all pairs that it begins; a second half, alone, behind all pairs.
  return half < LOWEST_LOW_SURROGATE
    ? { text: before + String.fromCharCode(half, LOWEST_LOW_SURROGATE), isIncluded: true }
    : { text: endOf(before), isIncluded: false };
}
