import {
  checkKey,
  checkPortName,
  checkTaskName,
  checkWorkerName,
  splitFunctionName,
  splitNumberedPort,
} from "@tierkreis/core";
import { expect, it } from "vitest";

const hostile = ["", ".", "..", "../x", "a/b", "/etc", "a\0b", "a\nb", "a\\b", "x".repeat(256), "\ud800"];

it.each(hostile)("refuses the worker name %j", (name) => {
  expect(() => {
    checkWorkerName(name);
  }).toThrow(expect.objectContaining({ code: "TKR_WORKER_NAME" }));
});

it.each(["openssl_worker", "tr", "sort.sh", "größe", "with space", "$(x)"])(
  "takes the worker name %j",
  (name) => {
    expect(() => {
      checkWorkerName(name);
    }).not.toThrow();
  },
);

it("refuses names that a program would take for an option", () => {
  expect(() => {
    checkWorkerName("-rf");
  }).toThrow(expect.objectContaining({ code: "TKR_WORKER_NAME" }));
  expect(() => {
    checkTaskName("--help");
  }).toThrow(expect.objectContaining({ code: "TKR_WORKER_NAME" }));
});

it.each(["", "a b", "a.b", "a/b", "*", "ä", "__proto__", "x".repeat(201)])(
  "refuses the port name %j",
  (name) => {
    expect(() => {
      checkPortName(name);
    }).toThrow(expect.objectContaining({ code: "TKR_PORT_NAME" }));
  },
);

it.each(["value", "hex_signature", "value-0", "A9_-", "constructor"])("takes the port name %j", (name) => {
  expect(() => {
    checkPortName(name);
  }).not.toThrow();
});

it("splits worker and task at the last dot", () => {
  expect(splitFunctionName("openssl_worker.genrsa")).toEqual({ worker: "openssl_worker", task: "genrsa" });
  expect(splitFunctionName("sort.sh.exec_script")).toEqual({ worker: "sort.sh", task: "exec_script" });
});

it.each(["genrsa", ".genrsa", "a/b.c", "worker."])("refuses the function name %j", (name) => {
  expect(() => splitFunctionName(name)).toThrow(expect.objectContaining({ code: "TKR_WORKER_NAME" }));
});

it("reads the number of a numbered port", () => {
  expect(splitNumberedPort("value-12")).toEqual({ stem: "value", index: 12 });
  expect(splitNumberedPort("a-b-0")).toEqual({ stem: "a-b", index: 0 });
  expect(splitNumberedPort("7")).toEqual({ stem: "", index: 7 });
  expect(splitNumberedPort("value-01")).toBeUndefined();
  expect(splitNumberedPort("value")).toBeUndefined();
});

it.each([
  "",
  "/",
  "a//b",
  "a/",
  "/a",
  "../a",
  "a/../b",
  "a/./b",
  "a\0",
  "a\\b",
  "x".repeat(300),
  "a/".repeat(600) + "a",
])("refuses the key %j", (key) => {
  expect(() => {
    checkKey(key);
  }).toThrow(expect.objectContaining({ code: "TKR_KEY_INVALID" }));
});

it.each(["a", "run/-.N3/outputs/value", "a b/c%20d", "ünï/日本", ".N-1/outputs/x"])(
  "takes the key %j",
  (key) => {
    expect(() => {
      checkKey(key);
    }).not.toThrow();
  },
);
