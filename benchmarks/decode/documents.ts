import type { PortSchema } from "@tierkreis/core";

/** A document that is read and written. */
export interface MeasuredDocument {
  readonly name: string;
  readonly text: string;
  /** What a port would declare that carries it. */
  readonly type: PortSchema;
}

interface Documents {
  readonly name: string;
  /** A document of about so many bytes. */
  readonly make: (size: number) => MeasuredDocument;
}

const listOf = (items: PortSchema): PortSchema => ({ type: "array", items });
const number: PortSchema = { type: "number" };

/** The same numbers in each process. */
function randomNumbers(): () => number {
  let state = 42;
  return () => {
    let next = (state = (state + 0x9e3779b9) | 0);
    next = Math.imul(next ^ (next >>> 16), 0x21f0aaad);
    next = Math.imul(next ^ (next >>> 15), 0x735a2d97);
    return ((next ^ (next >>> 15)) >>> 0) / 2 ** 32;
  };
}

const random = randomNumbers();
/** All 53 bits are random, as those of `Math.random()`. */
const fraction = () => (random() * 2 ** 32 * 2 ** 21 + Math.floor(random() * 2 ** 21)) / 2 ** 53;
const below = (limit: number) => Math.floor(fraction() * limit);

/** A list with elements of such text. A part of it is made and repeated, which no reader notices. */
function list(name: string, element: () => string, items: PortSchema): Documents {
  return {
    name,
    make(size) {
      const part: string[] = [];
      for (let length = 0; length < Math.min(size, 1e7); length += part[part.length - 1]?.length ?? 0)
        part.push(element());
      const joined = part.join(",");
      const times = Math.max(1, Math.round(size / joined.length));
      return { name, text: `[${`${joined},`.repeat(times - 1)}${joined}]`, type: listOf(items) };
    },
  };
}

const python = (value: number) => (Number.isInteger(value) ? `${String(value)}.0` : String(value));

export const documents: readonly Documents[] = [
  list("integers", () => String(below(1e6)), { type: "integer" }),
  list("wide-integers", () => String(below(2 ** 53)), { type: "integer" }),
  list("short-floats", () => python(below(1e6) / 1000), number),
  list("floats", () => String(fraction()), number),
  list("larger-floats", () => python((fraction() - 0.5) * 10 ** (below(12) - 3)), number),
  list("exponents", () => (fraction() * 10 ** (-10 - below(20))).toExponential(), number),
  list("small-floats-of-javascript", () => String(fraction() * 10 ** (-4 - below(5))), number),
  list("whole-floats", () => `${String(below(1e6))}.0`, number),
  list("python-spaced-floats", () => ` ${python(fraction() * 100)}`, number),
  list("floats-and-nulls", () => (below(4) === 0 ? "null" : String(fraction())), {
    anyOf: [number, { type: "null" }],
  }),
  list("rows", () => `[${String(below(1e4))},${String(fraction())},${String(below(100))}]`, listOf(number)),
  list("strings", () => `"name ${String(below(1e6))}"`, { type: "string" }),
  list(
    "objects",
    () =>
      `{"id":${String(below(1e6))},"name":"item ${String(below(1e4))}","score":${String(below(1e4) / 100)}}`,
    {
      type: "object",
      properties: { id: { type: "integer" }, name: { type: "string" }, score: number },
      required: ["id", "name", "score"],
    },
  ),
];
