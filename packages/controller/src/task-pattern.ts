import { splitFunctionName, TierkreisError } from "@tierkreis/core";

/** What matches all of a text that the pattern does: `*` stands for any text, `?` for any one character. */
export function patternToRegExp(pattern: string): RegExp {
  return toRegExp(pattern, { star: "[^]*", mark: "[^]" });
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
  return toRegExp(one, { star: "[^]*", mark: "[^*]" }).test(other);
}

function toRegExp(pattern: string, { star, mark }: { readonly star: string; readonly mark: string }): RegExp {
  const source = pattern.replace(/[.*+?^$()|[\]{}\\/]/g, (one) =>
    one === "*" ? star : one === "?" ? mark : `\\${one}`,
  );
  return new RegExp(`^${source}$`, "u");
}

function noPattern(pattern: string, why: string): TypeError {
  return new TypeError(`The pattern ${JSON.stringify(pattern)} can never choose an executor: ${why}.`);
}
