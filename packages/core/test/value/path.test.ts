import { expect, it } from "vitest";
import { printPath, stepInto, type Path } from "../../src/value/path.ts";

function pathOf(steps: readonly (string | number)[]): Path | undefined {
  return steps.reduce<Path | undefined>((path, step) => stepInto(path, step), undefined);
}

it("prints the steps into a value", () => {
  expect(printPath(undefined)).toBe("");
  expect(printPath(pathOf(["items", 3, "odd key", "$a_1"]))).toBe('.items[3]["odd key"].$a_1');
});

it("prints a path of 50 steps whole, and shortens a longer one in the middle", () => {
  const steps = (count: number) => Array.from({ length: count }, (_, index) => index);
  const printed = (from: number, to: number) =>
    Array.from({ length: to - from }, (_, index) => `[${String(from + index)}]`).join("");
  expect(printPath(pathOf(steps(50)))).toBe(printed(0, 50));
  expect(printPath(pathOf(steps(51)))).toBe(`${printed(0, 10)}...(1 more)...${printed(11, 51)}`);
  expect(printPath(pathOf(steps(100_000)))).toBe(
    `${printed(0, 10)}...(99950 more)...${printed(99_960, 100_000)}`,
  );
});

it("shortens a long key in the middle", () => {
  const key = `begin${"x".repeat(1e6)}end`;
  const printed = printPath(pathOf([key, "a"]));
  expect(printed).toMatch(/^\["beginx+\.\.\.x+end"\]\.a$/);
  expect(printed.length).toBeLessThan(80);
});
