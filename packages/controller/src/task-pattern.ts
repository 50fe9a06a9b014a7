import { splitFunctionName, TierkreisError } from "@tierkreis/core";

/** True when a pattern matches all of a text: `*` stands for any text, `?` for any one character. */
export function matchesPattern(pattern: string, text: string): boolean {
  return matches(pattern, text, () => true);
}

/** Throws `TypeError` for patterns that can never decide: they match no task at all, or an earlier one matches all that they do. */
export function checkPatterns(patterns: readonly string[]): void {
  for (const [index, pattern] of patterns.entries()) {
    if (pattern.includes("["))
      throw noPattern(pattern, "only `*` and `?` are special, so write a pattern for each case");
    if (!examplesOf(pattern).some(isTask))
      throw noPattern(pattern, "it matches no `worker.task`; all tasks of a worker are `worker.*`");
    const earlier = patterns.slice(0, index).find((one) => covers(one, pattern));
    if (earlier !== undefined)
      throw noPattern(
        pattern,
        `${JSON.stringify(earlier)}, which stands before it, matches all that it does`,
      );
  }
}

/** Texts that the pattern matches; the name of a task is among them when it matches any. */
function examplesOf(pattern: string): readonly string[] {
  const parts = pattern.split("?");
  return ["", "x", "x.x"].flatMap((star) =>
    // One of the marks may be the dot.
    parts.map((_, dot) => {
      const text = parts.reduce((start, part, at) => `${start}${at === dot ? "." : "x"}${part}`);
      return text.replaceAll("*", star);
    }),
  );
}

function isTask(text: string): boolean {
  try {
    return splitFunctionName(text).worker !== "";
  } catch (error) {
    if (TierkreisError.isInstance(error)) return false;
    throw error;
  }
}

/** True when the first pattern matches all that the second does. It may miss that, but never invents it. */
function covers(one: string, other: string): boolean {
  return matches(one, other, (character) => character !== "*");
}

/** Only the last `*` is ever widened: no pattern takes more steps than its length times that of the text. */
function matches(pattern: string, text: string, isOne: (character: string) => boolean): boolean {
  const [wanted, given] = [Array.from(pattern), Array.from(text)];
  let [at, star, resume] = [0, -1, 0];
  for (let index = 0; index < given.length;) {
    const [want, character = ""] = [wanted[at], given[index]];
    if (want === "*") {
      star = at++;
      resume = index;
    } else if (want === "?" ? isOne(character) : want === character) {
      at++;
      index++;
    } else if (star !== -1) {
      at = star + 1;
      index = ++resume;
    } else return false;
  }
  return wanted.slice(at).every((rest) => rest === "*");
}

function noPattern(pattern: string, why: string): TypeError {
  return new TypeError(`The pattern ${JSON.stringify(pattern)} can never choose an executor: ${why}.`);
}
