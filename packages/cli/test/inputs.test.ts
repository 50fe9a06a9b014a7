import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { greeting, passOn, project, tkr } from "./support/tkr.ts";

const types = {
  text: { type: "string" },
  raw: { "x-tierkreis": "bytes" },
  count: { type: "integer" },
  ratio: { type: "number" },
  list: { type: "array", items: { type: "number" } },
  either: { anyOf: [{ type: "integer" }, { type: "string" }] },
  any: {},
};
const hostile = `it's "$(x)" \`y\` é\n$HOME`;

it("takes port=value: the text itself for strings and bytes, else JSON, exactly", async () => {
  const cwd = project({}, passOn(types));
  const given = [
    `text=${hostile}`,
    `raw=${hostile}`,
    "count=12345678901234567890123",
    "ratio=1.50",
    "list=[1, 2.0, 1e400]",
  ];
  const { exitCode, stdout } = await tkr(
    [
      "run",
      "-f",
      "graph.json",
      "-i",
      ...given,
      "-i",
      "either=seven",
      "-i",
      'any={"a": 10000000000000001, "b": NaN}',
      "-o",
    ],
    { cwd },
  );
  expect(exitCode).toBe(0);
  const encoded = Buffer.from(hostile).toString("base64");
  expect(stdout).toContain(`"text":${JSON.stringify(hostile).replace("é", "\\u00e9")}`);
  expect(stdout).toContain(`"raw":{"__tkr_bytes__":true,"bytes":"${encoded}"}`);
  expect(stdout).toContain('"count":12345678901234567890123,"ratio":1.50,');
  expect(stdout).toContain('"list":[1.0,2.0,1e400],"either":"seven","any":{"a":10000000000000001,"b":NaN}');
});

it("takes port=@file: its bytes for a bytes port, else its JSON", async () => {
  const cwd = project({}, passOn({ raw: types.raw, list: types.list, text: types.text }));
  writeFileSync(join(cwd, "a file"), Uint8Array.of(0, 255, 10));
  writeFileSync(join(cwd, "list.json"), "[1,\n 2.0]");
  writeFileSync(join(cwd, "text.json"), '"a\\nb"');
  const args = ["run", "-f", "graph.json", "-i", "raw=@a file", "list=@list.json", "text=@text.json", "-o"];
  const { stdout } = await tkr(args, { cwd });
  expect(stdout).toBe('{"raw":{"__tkr_bytes__":true,"bytes":"AP8K"},"list":[1.0,2.0],"text":"a\\nb"}\n');
});

it("takes a JSON file with an object by port, over which port=value counts", async () => {
  const cwd = project({}, passOn({ raw: types.raw, count: types.count, ratio: types.ratio }));
  writeFileSync(
    join(cwd, "in.json"),
    '{"raw": {"__tkr_bytes__": true, "bytes": "AP8K"}, "count": 1, "ratio": 0.10}',
  );
  const args = ["run", "-f", "graph.json", "-i", "count=2", "in.json", "-o"];
  const { stdout } = await tkr(args, { cwd });
  expect(stdout).toBe('{"raw":{"__tkr_bytes__":true,"bytes":"AP8K"},"count":2,"ratio":0.10}\n');
});

it.each(['{"value": [1, 2.0]}', "[1, 2.0]"])(
  "takes %s for a graph whose only input is value",
  async (text) => {
    const cwd = project({}, passOn({ value: {} }));
    writeFileSync(join(cwd, "in.json"), text);
    const { stdout } = await tkr(["run", "-f", "graph.json", "-i", "in.json", "-o"], { cwd });
    expect(stdout).toBe("[1,2.0]\n");
  },
);

it.each<[string, readonly string[], RegExp]>([
  ["missing", [], /^error\[TKR_INPUTS_INVALID\]: .*the input "name" is missing/],
  ["unknown", ["name=a", "nmae=b"], /^error\[TKR_INPUTS_INVALID\]: .*no input "nmae"; it has "name"/],
  ["mistyped", ["name=@three.json"], /^error\[TKR_INPUTS_INVALID\]: .*the input "name" must be string, not /],
  ["given twice", ["name=a", "name=b"], /^error\[TKR_USAGE\]: The input "name" is given twice/],
  [
    "in a file that is not there",
    ["nowhere.json"],
    /^error\[TKR_USAGE\]: There is no file nowhere\.json, which -i names/,
  ],
  [
    "from a file that is not there",
    ["name=@nowhere"],
    /^error\[TKR_USAGE\]: There is no file nowhere, which -i names/,
  ],
  ["from a folder", ["name=@workers"], /^error\[TKR_USAGE\]: workers, which -i names, is a folder/],
  [
    "in a file that is no JSON",
    ["workers/hello/main.sh"],
    /^error\[TKR_USAGE\]: workers\/hello\/main\.sh, which -i names, is no JSON: .*line 1/,
  ],
  [
    "in a file that is no object",
    ["three.json"],
    /^error\[TKR_USAGE\]: three\.json, .*one JSON object by input. The graph's inputs: "name"/,
  ],
])("refuses an input that is %s", async (_, inputs, words) => {
  const cwd = project({ "three.json": "3" }, greeting);
  const args = ["run", "-f", "graph.json", ...inputs.flatMap((input) => ["-i", input])];
  const { exitCode, stdout, stderr } = await tkr(args, { cwd });
  expect(stderr).toMatch(words);
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
});
