import { expect, it } from "vitest";
import { stubsOf } from "./helpers/schema.ts";

const own = "@tierkreis/typespec-codegen";

async function expectDiagnostics(
  schema: string | Readonly<Record<string, string>>,
  expected: readonly string[],
): Promise<void> {
  const { code, diagnostics } = await stubsOf(schema);
  expect(diagnostics).toEqual(expected);
  expect(code === "").toBe(expected.some((line) => line.includes(" - error ")));
}

it.each([
  [
    "an unknown type",
    "model A { a: strng; }\ninterface w { x(): A; }",
    ["schema.tsp:1:14 - error invalid-ref: Unknown identifier strng. Did you mean string?"],
  ],
  [
    "an unknown decorator",
    "@portmaping model A { a: string; }\ninterface w { x(): A; }",
    ["schema.tsp:1:2 - error invalid-ref: Unknown decorator @portmaping. Did you mean @portmapping?"],
  ],
  [
    "words of other languages",
    "interface w {\n  x(a: number, b: Date, c: any, d: long, e: list<string>, f: dict): string;\n}",
    [
      "schema.tsp:2:8 - error invalid-ref: Unknown identifier number. Did you mean float64, or integer?",
      "schema.tsp:2:19 - error invalid-ref: Unknown identifier Date. Did you mean plainDate, or utcDateTime, with @encode?",
      "schema.tsp:2:28 - error invalid-ref: Unknown identifier any. Did you mean unknown?",
      "schema.tsp:2:36 - error invalid-ref: Unknown identifier long. Did you mean int64?",
      "schema.tsp:2:45 - error invalid-ref: Unknown identifier list. Did you mean Array<T>, or T[]?",
      "schema.tsp:2:62 - error invalid-ref: Unknown identifier dict. Did you mean Record<T>?",
    ],
  ],
  [
    "a typo in the name of one of the schema's models",
    "namespace N { model Outputs { a: string; } }\ninterface w { x(): N.Outputs; y(): Output; z(): Zzz; }",
    [
      "schema.tsp:2:36 - error invalid-ref: Unknown identifier Output. Did you mean N.Outputs?",
      "schema.tsp:2:49 - error invalid-ref: Unknown identifier Zzz",
    ],
  ],
  [
    "one operation twice",
    "interface w { x(): string; x(): string; }",
    ["schema.tsp:1:28 - error interface-duplicate: Interface already has a member named x"],
  ],
  [
    "one interface twice",
    "interface w { x(): string; }\ninterface w { y(): string; }",
    [
      'schema.tsp:1:11 - error duplicate-symbol: Duplicate name: "w"',
      'schema.tsp:2:11 - error duplicate-symbol: Duplicate name: "w"',
    ],
  ],
  [
    "a default of another type",
    'interface w { x(a: int32 = "x"): string; }',
    ["schema.tsp:1:28 - error unassignable: Type '\"x\"' is not assignable to type 'int32'"],
  ],
  [
    "a missing template argument",
    "model B<T> { a: T; }\ninterface w { x(b: B): string; }",
    ["schema.tsp:2:20 - error invalid-template-args: Template argument 'T' is required and not specified."],
  ],
  [
    "@portmapping on a task",
    "interface w { @portmapping x(): string; }",
    [
      "schema.tsp:1:15 - error decorator-wrong-target: Cannot apply @portmapping decorator to w.x since it is not assignable to Model",
    ],
  ],
  [
    "no interface",
    "model A { a: string; }",
    [
      `schema.tsp:1:1 - error ${own}/no-interface: The schema declares no interface, so there is no task to generate.`,
    ],
  ],
  [
    "a second worker with the same task, and never",
    "interface w { x(): string; }\ninterface v { x(a: int32, b: never): string; }",
    [
      `schema.tsp:2:11 - warning ${own}/multiple-interfaces: Interface 'v' is a second worker in one schema, beside 'w'. A schema describes one worker.`,
      `schema.tsp:2:15 - error ${own}/duplicate-task: Task 'x' is declared by both 'w' and 'v'.`,
      `schema.tsp:2:30 - error ${own}/unsupported-type: 'b' has type 'never' (Intrinsic), which tasks cannot carry.`,
    ],
  ],
  [
    "an unclosed brace",
    "interface w { x(): string;",
    ["schema.tsp:1:27 - error token-expected: '}' expected."],
  ],
  [
    "a word of TypeSpec as a name, and nothing of what follows from it",
    "interface w {\n  x(model: bytes, op: int32): strng;\n}",
    [
      "schema.tsp:2:5 - error token-expected: ')' expected. 'model' is a word of TypeSpec: as a name, write it in backticks.",
    ],
  ],
  [
    "an import that is not there",
    'import "./nope.tsp";\ninterface w { x(): string; }',
    ['schema.tsp:1:1 - error import-not-found: Couldn\'t resolve import "./nope.tsp"'],
  ],
  [
    "a template that grows without end",
    "model P<T> { p?: P<T[]>; }\ninterface w { x(p: P<string>): string; }",
    [
      `schema.tsp:1:1 - error ${own}/compiler-fault: The TypeSpec compiler failed: Maximum call stack size exceeded. A template that refers to itself with ever larger arguments can be the cause.`,
    ],
  ],
])("points at %s", async (_, schema, expected) => {
  await expectDiagnostics(schema, expected);
});

const date = (type: string, encoding: string): string =>
  `has type '${type}' without an encoding, so its JSON form is not known. Write @encode(${encoding}) before it, or use string.`;

it("refuses dates without an encoding, where they are used", async () => {
  const schema = `scalar Day extends plainDate;
model D {
  a: utcDateTime;
  b: Day;
  c: Array<duration>;
  d?: offsetDateTime | null;
}
interface w { x(a: plainTime): utcDateTime; }
`;
  await expectDiagnostics(schema, [
    `schema.tsp:3:6 - error ${own}/date-without-encoding: 'a' ${date("utcDateTime", '"rfc3339"')}`,
    `schema.tsp:4:6 - error ${own}/date-without-encoding: 'b' ${date("Day", '"ISO8601"')}`,
    `schema.tsp:5:6 - error ${own}/date-without-encoding: 'c' ${date("duration", '"ISO8601"')}`,
    `schema.tsp:6:7 - error ${own}/date-without-encoding: 'd' ${date("offsetDateTime", '"rfc3339"')}`,
    `schema.tsp:8:20 - error ${own}/date-without-encoding: 'a' ${date("plainTime", '"ISO8601"')}`,
    `schema.tsp:8:32 - error ${own}/date-without-encoding: The result of 'x' ${date("utcDateTime", '"rfc3339"')}`,
  ]);
});

it("refuses tasks without outputs", async () => {
  const schema = `@portmapping model Empty {}
interface w {
  x(): void;
  y(a: void): string;
  z(): never;
  e(): Empty;
}
`;
  const never = "A task runs when something asks for its outputs, so this one never would";
  await expectDiagnostics(schema, [
    `schema.tsp:3:8 - error ${own}/no-outputs: Task 'x' returns nothing. ${never}: return a value.`,
    `schema.tsp:4:8 - error ${own}/unsupported-type: 'a' has type 'void' (Intrinsic), which tasks cannot carry.`,
    `schema.tsp:5:8 - error ${own}/unsupported-type: The result of 'z' has type 'never' (Intrinsic), which tasks cannot carry.`,
    `schema.tsp:6:8 - error ${own}/no-outputs: Task 'e' returns 'Empty', a @portmapping model without properties. ${never}.`,
  ]);
});

it("refuses names that cannot become paths, ports or properties", async () => {
  const schema = `@portmapping model R { ...Record<int32>; }
interface \`a/b\` {
  x(\`a b\`: string): string;
  \`c/d\`(): string;
  y(...Record<int32>): string;
  r(): R;
  p(a: { __proto__: string }): string;
}
`;
  const open = "List each port as a property, or pass one value.";
  await expectDiagnostics(schema, [
    `schema.tsp:2:11 - error ${own}/worker-name: 'a/b' cannot name a worker: it is one folder of the registry, so no "/", no "..", no control character, and no "-" in front.`,
    `schema.tsp:3:5 - error ${own}/port-name: 'a b' cannot name a port. Use letters, digits, "_" and "-".`,
    `schema.tsp:4:3 - error ${own}/task-name: 'c/d' cannot name a task: no "/", no ".", no control character, and no "-" in front.`,
    `schema.tsp:5:3 - error ${own}/open-ports: Task 'y' has ports without fixed names ('a/b.y::parameters'). ${open}`,
    `schema.tsp:6:3 - error ${own}/open-ports: Task 'r' has ports without fixed names ('R'). ${open}`,
    `schema.tsp:7:10 - error ${own}/property-name: '__proto__' cannot name a property in TypeScript. Rename it.`,
  ]);
});

it("refuses types that no value or no TypeScript could be of", async () => {
  const schema = `union Self { Self, string }
enum None {}
scalar odd;
model Mutual<T> { b?: Other<T>; }
model Other<T> { a?: Mutual<T>; }
model Spread<T> { ...T; at: int32; }
union Json { string, Json[], { a?: int32 = 5; } }
interface w {
  a(a: odd): string;
  b<T>(s: Spread<T>): string;
  c(a: 12345678901234567890123): string;
  d(@encode("mine") a: { b: string }): string;
  e(@encode("unixTimestamp", int32) a: utcDateTime = utcDateTime.fromISO("2026-01-31T00:00:00Z")): string;
}
`;
  const self =
    "refers to itself in a way that TypeScript cannot infer. Only a model that refers to itself with its own parameters can.";
  await expectDiagnostics(schema, [
    `schema.tsp:1:7 - error ${own}/endless-type: 'Self' contains itself in every value, so no value could be of it.`,
    `schema.tsp:2:6 - error ${own}/unsupported-type: 'None' has type 'None', which has no members, so no value could be of it.`,
    `schema.tsp:4:7 - error ${own}/recursive-template: Template 'Mutual' ${self}`,
    `schema.tsp:5:7 - error ${own}/recursive-template: Template 'Other' ${self}`,
    `schema.tsp:7:7 - error ${own}/recursive-default: 'Json' belongs to a recursive union or array, where a default value cannot be typed. Make the property optional instead.`,
    `schema.tsp:9:8 - error ${own}/unsupported-type: 'a' has type 'odd', a scalar without a known base. Write \`scalar odd extends string\` or another base.`,
    `schema.tsp:10:11 - error ${own}/unsupported-type: 's' has type 'Spread<T>', whose template cannot be a TypeScript function (it spreads, extends or computes with its parameters). Use it with concrete arguments.`,
    `schema.tsp:11:8 - error ${own}/unsupported-type: 'a' has the literal type '12345678901234567890123', which TypeScript cannot hold exactly.`,
    `schema.tsp:12:24 - error ${own}/unsupported-type: 'a' has type '{ b: string }' (Model), which tasks cannot carry.`,
    `schema.tsp:13:37 - error ${own}/unsupported-default: The default value of 'a' cannot be written in TypeScript.`,
  ]);
});

it("warns of what gives no task, and of checks that are not made", async () => {
  const schema = `op loose(): string;
interface w { x(@minValue(3) d: decimal): string; }
interface e {}
`;
  await expectDiagnostics(schema, [
    `schema.tsp:1:4 - warning ${own}/loose-operation: Operation 'loose' belongs to no interface, so it gives no task. Move it into the worker's interface.`,
    `schema.tsp:2:33 - warning ${own}/constraint-ignored: @minValue of 'd' is not checked: its JSON form has no such thing.`,
    `schema.tsp:3:11 - warning ${own}/multiple-interfaces: Interface 'e' is a second worker in one schema, beside 'w'. A schema describes one worker.`,
    `schema.tsp:3:11 - warning ${own}/empty-interface: Interface 'e' has no operation, so it gives no task.`,
  ]);
});

it("refuses a pattern that is no regular expression", async () => {
  const { code, diagnostics } = await stubsOf('interface w { x(@pattern("[") a: string): string; }');
  expect(diagnostics).toContainEqual(
    `schema.tsp:1:34 - error ${own}/invalid-pattern: The pattern of 'a' is no regular expression: Invalid regular expression: /[/: Unterminated character class`,
  );
  expect(code).toBe("");
});

it("points into imported files", async () => {
  const { diagnostics } = await stubsOf({
    "schema.tsp": 'import "./parts";\ninterface w { x(a: Part): string }',
    "parts/main.tsp": "model Part {\n  a: string\n  b: never\n}",
  });
  expect(diagnostics).toEqual([
    `parts/main.tsp:2:12 - warning ${own}/missing-semicolon: Missing ';' was assumed here. Write it, or run \`tsp format\`.`,
    `parts/main.tsp:3:6 - error ${own}/unsupported-type: 'b' has type 'never' (Intrinsic), which tasks cannot carry.`,
  ]);
});

it("refuses an interface that is not named like its worker's folder", async () => {
  const { diagnostics } = await stubsOf("interface openssl { x(): string }", { worker: "openssl_worker" });
  expect(diagnostics).toEqual([
    `schema.tsp:1:11 - error ${own}/worker-mismatch: Interface 'openssl' does not match its worker's folder 'openssl_worker': tasks are sent to the worker of the interface's name. Rename one of them.`,
  ]);
  expect(
    (await stubsOf("interface `my-worker` { x(): string }", { worker: "my-worker" })).diagnostics,
  ).toEqual([]);
});

it("reports a schema that is not there", async () => {
  const { code, diagnostics } = await stubsOf({});
  expect(code).toBe("");
  expect(diagnostics).toEqual([
    expect.stringMatching(/^schema.tsp:1:1 - error file-not-found: File .* not found\.$/),
  ]);
});
