import { expect, it } from "vitest";
import { parseAge, parseDuration, parseWholeNumber } from "../src/commands/arguments.ts";

it.each([
  ["30", 30_000],
  ["1.5", 1500],
  ["500ms", 500],
  ["90s", 90_000],
  ["5m", 300_000],
  ["1h30m", 5_400_000],
  ["2d", 172_800_000],
])("reads the time %s", (text, milliseconds) => {
  expect(parseDuration(text)).toBe(milliseconds);
});

it.each(["", "0", "-1", "1e3", "s", "5 m", "5x", "5m!", "NaN"])("refuses the time %j", (text) => {
  expect(() => parseDuration(text)).toThrow("Expected seconds above 0");
});

it("refuses what no timer can take, though it may be an age", () => {
  expect(() => parseDuration("30d")).toThrow("Expected at most 24d.");
  expect(parseAge("30d")).toBe(30 * 24 * 3_600_000);
});

it.each(["", "-1", "1.5", "1e3", "0x10", " 1", "99999999999999999999"])("refuses the number %j", (text) => {
  expect(() => parseWholeNumber(0)(text)).toThrow("Expected a whole number from 0 on.");
});
