import { createTypeSpecLibrary, paramMessage, type JSONSchemaType } from "@typespec/compiler";

/** What `tspconfig.yaml` and `tsp compile --option` can set. */
export interface EmitterOptions {
  /**
   * The generated file, relative to the emitter's output folder.
   *
   * @default "api.ts"
   */
  "output-file"?: string;
}

const options: JSONSchemaType<EmitterOptions> = {
  type: "object",
  additionalProperties: false,
  properties: { "output-file": { type: "string", nullable: true } },
  required: [],
};

const error = "error" as const;
const warning = "warning" as const;

/** The TypeSpec library: its name, its options and every diagnostic that this package reports. */
export const $lib = createTypeSpecLibrary({
  name: "@tierkreis/typespec-codegen",
  emitter: { options },
  diagnostics: {
    "missing-semicolon": {
      severity: warning,
      messages: {
        default: paramMessage`Missing '${"delimiter"}' was assumed here. Write it, or run \`tsp format\`.`,
      },
    },
    "compiler-fault": {
      severity: error,
      messages: {
        default: paramMessage`The TypeSpec compiler failed: ${"reason"}. A template that refers to itself with ever larger arguments can be the cause.`,
      },
    },
    // the interface and its operations
    "no-interface": {
      severity: error,
      messages: { default: "The schema declares no interface, so there is no task to generate." },
    },
    "empty-interface": {
      severity: warning,
      messages: { default: paramMessage`Interface '${"name"}' has no operation, so it gives no task.` },
    },
    "multiple-interfaces": {
      severity: warning,
      messages: {
        default: paramMessage`Interface '${"name"}' is a second worker in one schema, beside '${"first"}'. A schema describes one worker.`,
      },
    },
    "worker-mismatch": {
      severity: error,
      messages: {
        default: paramMessage`Interface '${"name"}' does not match its worker's folder '${"worker"}': tasks are sent to the worker of the interface's name. Rename one of them.`,
      },
    },
    "worker-name": {
      severity: error,
      messages: {
        default: paramMessage`'${"name"}' cannot name a worker: it is one folder of the registry, so no "/", no "..", no control character, and no "-" in front.`,
      },
    },
    "task-name": {
      severity: error,
      messages: {
        default: paramMessage`'${"name"}' cannot name a task: no "/", no ".", no control character, and no "-" in front.`,
      },
    },
    "port-name": {
      severity: error,
      messages: {
        default: paramMessage`'${"name"}' cannot name a port. Use letters, digits, "_" and "-".`,
      },
    },
    "property-name": {
      severity: error,
      messages: { default: paramMessage`'${"name"}' cannot name a property in TypeScript. Rename it.` },
    },
    "duplicate-task": {
      severity: error,
      messages: {
        default: paramMessage`Task '${"name"}' is declared by both '${"first"}' and '${"second"}'.`,
      },
    },
    "loose-operation": {
      severity: warning,
      messages: {
        default: paramMessage`Operation '${"name"}' belongs to no interface, so it gives no task. Move it into the worker's interface.`,
      },
    },
    "no-outputs": {
      severity: error,
      messages: {
        default: paramMessage`Task '${"name"}' returns nothing. A task runs when something asks for its outputs, so this one never would: return a value.`,
        portmapping: paramMessage`Task '${"name"}' returns '${"type"}', a @portmapping model without properties. A task runs when something asks for its outputs, so this one never would.`,
      },
    },
    "open-ports": {
      severity: error,
      messages: {
        default: paramMessage`Task '${"name"}' has ports without fixed names ('${"type"}'). List each port as a property, or pass one value.`,
      },
    },
    // types
    "unsupported-type": {
      severity: error,
      messages: {
        default: paramMessage`${"subject"} has type '${"type"}' (${"kind"}), which tasks cannot carry.`,
        empty: paramMessage`${"subject"} has type '${"type"}', which has no members, so no value could be of it.`,
        scalar: paramMessage`${"subject"} has type '${"type"}', a scalar without a known base. Write \`scalar ${"type"} extends string\` or another base.`,
        template: paramMessage`${"subject"} has type '${"type"}', whose template cannot be a TypeScript function (it spreads, extends or computes with its parameters). Use it with concrete arguments.`,
        literal: paramMessage`${"subject"} has the literal type '${"type"}', which TypeScript cannot hold exactly.`,
        discriminated: paramMessage`${"subject"} has type '${"type"}', a @discriminated union of a kind that tasks cannot carry (a template, or one with a default variant).`,
      },
    },
    "date-without-encoding": {
      severity: error,
      messages: {
        default: paramMessage`${"subject"} has type '${"type"}' without an encoding, so its JSON form is not known. Write @encode(${"encoding"}) before it, or use string.`,
      },
    },
    "unsupported-default": {
      severity: error,
      messages: { default: paramMessage`The default value of ${"subject"} cannot be written in TypeScript.` },
    },
    "invalid-pattern": {
      severity: error,
      messages: { default: paramMessage`The pattern of ${"subject"} is no regular expression: ${"reason"}` },
    },
    "constraint-ignored": {
      severity: warning,
      messages: {
        default: paramMessage`${"constraint"} of ${"subject"} is not checked: its JSON form has no such thing.`,
      },
    },
    "recursive-template": {
      severity: error,
      messages: {
        default: paramMessage`Template '${"name"}' refers to itself in a way that TypeScript cannot infer. Only a model that refers to itself with its own parameters can.`,
      },
    },
    "endless-type": {
      severity: error,
      messages: {
        default: paramMessage`'${"name"}' contains itself in every value, so no value could be of it.`,
      },
    },
    "recursive-default": {
      severity: error,
      messages: {
        default: paramMessage`'${"name"}' belongs to a recursive union or array, where a default value cannot be typed. Make the property optional instead.`,
      },
    },
  },
});
