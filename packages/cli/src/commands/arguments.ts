import { InvalidArgumentError } from "commander";

const units: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
/** What a timer of Node can take. */
export const LONGEST = 2 ** 31 - 1;

/** A parser for a whole number of at least `least`. */
export function parseWholeNumber(least: number): (text: string) => number {
  return (text) => {
    const number = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    if (Number.isSafeInteger(number) && number >= least) return number;
    throw new InvalidArgumentError(`Expected a whole number from ${least} on.`);
  };
}

/** Milliseconds of `30`, `1.5` (seconds), `500ms`, `90s`, `5m`, `1h30m`, `2d`, that a timer can take. */
export function parseDuration(text: string): number {
  const milliseconds = parseAge(text);
  if (milliseconds <= LONGEST) return milliseconds;
  throw new InvalidArgumentError("Expected at most 24d.");
}

/** {@link parseDuration} for a time that has gone by, however long ago. */
export function parseAge(text: string): number {
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(ms|[smhd])/g)];
  const isPlain = /^\d+(\.\d+)?$/.test(text);
  const isWhole = isPlain || (parts.length > 0 && parts.map(([part]) => part).join("") === text);
  const milliseconds = isPlain
    ? Number(text) * 1000
    : parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * (units[unit ?? ""] ?? 0), 0);
  if (isWhole && milliseconds > 0 && Number.isFinite(milliseconds)) return milliseconds;
  throw new InvalidArgumentError("Expected seconds above 0, or a time such as 500ms, 90s, 5m, 1h30m or 7d.");
}
