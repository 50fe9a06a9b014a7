import { newRunId, toRunId } from "@tierkreis/core";
import { expect, it } from "vitest";

it("makes the UUID whose integer is the number, as Python does", () => {
  expect(toRunId(105)).toBe("00000000-0000-0000-0000-000000000069");
  expect(toRunId("105")).toBe("00000000-0000-0000-0000-000000000069");
  expect(toRunId((1n << 128n) - 1n)).toBe("ffffffff-ffff-ffff-ffff-ffffffffffff");
});

it("takes a UUID in any case", () => {
  expect(toRunId("ABCDEF00-0000-4000-8000-00000000000B")).toBe("abcdef00-0000-4000-8000-00000000000b");
});

it.each(["", "../x", "run", "1.5", "-1", " 1", "0x10", -1, 1.5, Number.NaN, 2 ** 53, 1n << 128n])(
  "refuses %s",
  (id) => {
    expect(() => toRunId(id)).toThrow(expect.objectContaining({ code: "TKR_RUN_ID" }));
  },
);

it("makes new ids that it takes itself", () => {
  const id = newRunId();
  expect(toRunId(id)).toBe(id);
});
