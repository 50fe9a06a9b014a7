import {
  checkKey,
  checkPrefix,
  childLocation,
  compareAttempts,
  isHashedLocation,
  locationSegment,
  parseAttemptKey,
  parseLocation,
  ROOT,
  RunKeys,
} from "@tierkreis/core";
import { expect, it } from "vitest";

const keys = new RunKeys("00000000-0000-0000-0000-000000000069");

it("names values as Tierkreis for Python does", () => {
  expect(keys.output("-.N3", "private_key")).toBe(
    "00000000-0000-0000-0000-000000000069/-.N3/outputs/private_key",
  );
  expect(keys.graph).toBe("00000000-0000-0000-0000-000000000069/.N-1/outputs/body");
  expect(keys.done(ROOT)).toBe("00000000-0000-0000-0000-000000000069/-/_done");
});

it("stores a location of any depth under a name that fits a file system", () => {
  let location = ROOT;
  for (let depth = 0; depth < 10_000; depth++) location = childLocation(location, "N", depth);
  expect(isHashedLocation(location)).toBe(true);
  expect(Buffer.byteLength(locationSegment(location))).toBeLessThanOrEqual(200);
  expect(() => {
    checkKey(keys.output(location, "value"));
  }).not.toThrow();
  expect(locationSegment(location)).not.toBe(locationSegment(childLocation(location, "N", 0)));
  expect(locationSegment("-.N3")).toBe("-.N3");
});

it("reads an attempt back from its keys", () => {
  const prefix = keys.attempt("-.N3", { epoch: 2, attempt: 3 });
  const rest = `${prefix}outputs/x`.slice(keys.folder("-.N3").length);
  expect(parseAttemptKey(rest)).toEqual({ epoch: 2, attempt: 3, rest: "outputs/x" });
  expect(parseAttemptKey("outputs/x")).toBeUndefined();
});

it("lets the later owner's attempt win, whatever its number", () => {
  expect(compareAttempts({ epoch: 2, attempt: 1 }, { epoch: 1, attempt: 9 })).toBeGreaterThan(0);
  expect(compareAttempts({ epoch: 2, attempt: 10 }, { epoch: 2, attempt: 9 })).toBeGreaterThan(0);
});

it("reads a location's steps", () => {
  expect(parseLocation("-.N1.L0.M12.N-1")).toEqual([
    { kind: "N", index: 1 },
    { kind: "L", index: 0 },
    { kind: "M", index: 12 },
    { kind: "N", index: -1 },
  ]);
  expect(parseLocation("-")).toEqual([]);
});

it.each(["", "N1", "-N1", "-.N01", "-.X1", "-.L-1", "-.N1.", "-/../x"])("refuses the location %j", (text) => {
  expect(() => parseLocation(text)).toThrow(expect.objectContaining({ code: "TKR_RUN_UNKNOWN" }));
});

it.each([".tierkreis-tmp", ".tierkreis-tmp/a", ".TierKreis-x/a", ".tierkreis-"])(
  "leaves the name %j to the storages themselves",
  (name) => {
    const refused = expect.objectContaining({
      code: "TKR_KEY_INVALID",
      details: { key: expect.any(String) },
    });
    expect(() => checkKey(name)).toThrow(refused);
    expect(() => checkPrefix(name)).toThrow(refused);
  },
);

it("reserves nothing deeper, and nothing shorter", () => {
  for (const key of ["a/.tierkreis-tmp", ".tierkreis", ".tierkreis/a"]) checkKey(key);
  expect(() => checkPrefix(".t")).not.toThrow();
});

it("takes every key as a prefix, however long, and what a key can begin with", () => {
  for (const prefix of ["s".repeat(255), `${"a/".repeat(511)}ab`, "a/.", "..", "", "a/".repeat(511)]) {
    expect(() => checkPrefix(prefix)).not.toThrow();
  }
  for (const prefix of ["s".repeat(256), "a/".repeat(512), "a//", "./", "/"]) {
    expect(() => checkPrefix(prefix)).toThrow(expect.objectContaining({ code: "TKR_KEY_INVALID" }));
  }
});
