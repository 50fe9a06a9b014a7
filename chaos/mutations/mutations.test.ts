import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { harnesses } from "../harnesses.ts";
import { mutations } from "./mutations.ts";

const packages = join(import.meta.dirname, "..", "..", "packages");

it.each(Object.entries(mutations))(
  "the bug %j can be planted: it fits one place of its file",
  (_, mutation) => {
    const { file, find, replace, caughtBy } = mutation;
    const text = readFileSync(join(packages, file), "utf8");
    expect(text.split(find)).toHaveLength(2);
    expect(replace).not.toBe(find);
    const unknown = caughtBy.filter((test) => !harnesses.some(({ name }) => name.startsWith(test)));
    expect(unknown).toEqual([]);
  },
);
