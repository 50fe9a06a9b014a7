import { expect, it } from "vitest";
import { z } from "zod";
import { defineTask } from "../../src/ports/define-task.ts";
import { isRef, makeRef } from "../../src/ports/ref.ts";
import { bytes } from "../../src/ports/words.ts";

const genrsa = defineTask({
  worker: "openssl_worker",
  name: "genrsa",
  inputs: {
    numbits: z.int(),
    passphrase: bytes(),
    cipher: z.string().default("aes256"),
    note: z.string().optional(),
  },
  outputs: { private_key: bytes(), public_key: bytes() },
});

it("keeps what it was given, and says the declared types", () => {
  expect(genrsa.worker).toBe("openssl_worker");
  expect(genrsa.task).toBe("genrsa");
  expect(genrsa.declared()).toEqual({
    inputs: {
      numbits: { schema: { type: "integer" }, optional: false },
      passphrase: { schema: { type: "string", "x-tierkreis": "bytes" }, optional: false },
      cipher: { schema: { type: "string", default: "aes256" }, optional: true },
      note: { schema: { type: "string" }, optional: true },
    },
    outputs: {
      private_key: { schema: { type: "string", "x-tierkreis": "bytes" }, optional: false },
      public_key: { schema: { type: "string", "x-tierkreis": "bytes" }, optional: false },
    },
  });
});

it("makes an invocation of refs and plain values", () => {
  const passphrase = makeRef<Uint8Array>({}, 0, "value");
  const { definition, inputs } = genrsa({ numbits: 4096, passphrase });
  expect(definition.task).toBe("genrsa");
  expect(inputs).toEqual({ numbits: 4096, passphrase });
});

it("takes one type for the port value", () => {
  const task = defineTask({ worker: "w", name: "f", inputs: z.string(), outputs: z.boolean() });
  expect(Object.keys(task.declared().inputs)).toEqual(["value"]);
  expect(Object.keys(task.declared().outputs)).toEqual(["value"]);
});

it("does not take unknown for optional", () => {
  const task = defineTask({ worker: "w", name: "f", inputs: { any: z.unknown() }, outputs: z.any() });
  expect(task.declared().inputs["any"]).toEqual({ schema: {}, optional: false });
});

it("is called without an argument when it has no inputs", () => {
  const now = defineTask({ worker: "w", name: "now", inputs: {}, outputs: z.string() });
  expect(now().inputs).toEqual({});
});

it.each([
  ["../x", "f", "TKR_WORKER_NAME"],
  ["a/b", "f", "TKR_WORKER_NAME"],
  ["", "f", "TKR_WORKER_NAME"],
  ["w", "a/b", "TKR_WORKER_NAME"],
])("refuses the names %j and %j", (worker, name, code) => {
  expect(() => defineTask({ worker, name, inputs: {}, outputs: z.int() })).toThrow(
    expect.objectContaining({ code }),
  );
});

it.each(["", "a b", "a.b", "$x", "é", "*"])("refuses the port name %j", (port) => {
  expect(() => defineTask({ worker: "w", name: "f", inputs: { [port]: z.int() }, outputs: z.int() })).toThrow(
    expect.objectContaining({ code: "TKR_PORT_NAME" }),
  );
});

it("names worker, task and port of a type that can not be carried", () => {
  expect(() =>
    defineTask({ worker: "w", name: "f", inputs: { when: z.object({ at: z.date() }) }, outputs: z.int() }),
  ).toThrow(
    expect.objectContaining({
      code: "TKR_TYPE_UNSUPPORTED",
      details: { port: "when" },
      message:
        'The port "when" of w.f: its type at .at is a Date; use z.iso.datetime(). No other language could carry it',
    }),
  );
});

it("knows refs of any copy of the package by their marker", () => {
  expect(isRef(makeRef({}, 3, "value"))).toBe(true);
  expect(isRef({ [Symbol.for("tierkreis.ref")]: true, node: 1, port: "value", owner: {} })).toBe(true);
  expect(isRef({ node: 1, port: "value", owner: {} })).toBe(false);
  expect([null, undefined, 1, "x", [], new Map()].some(isRef)).toBe(false);
});
