/** The kinds of JSON values; `integer` is a number without fraction or exponent. */
export type SchemaType = "null" | "boolean" | "integer" | "number" | "string" | "array" | "object";

/**
 * The declared type of a port, as it travels in a graph document: the part of JSON Schema 2020-12 that `toPortSchema` emits,
 * with one key of our own for the three words that JSON lacks. Other keys are ignored.
 */
export interface PortSchema {
  readonly type?: SchemaType | readonly SchemaType[];
  /**
   * `bytes`: raw at top level, `__tkr_bytes__` inside. `complex`: `[re, im]`. `graph`: a graph document. `bigint`: an integer
   * that a TypeScript reader gets as `bigint`.
   */
  readonly "x-tierkreis"?: "bytes" | "complex" | "graph" | "bigint";
  readonly const?: null | boolean | number | string;
  readonly enum?: readonly (null | boolean | number | string)[];
  readonly anyOf?: readonly PortSchema[];
  readonly oneOf?: readonly PortSchema[];
  readonly allOf?: readonly PortSchema[];
  readonly items?: PortSchema | false;
  readonly prefixItems?: readonly PortSchema[];
  readonly properties?: Readonly<Record<string, PortSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: PortSchema | boolean;
  readonly propertyNames?: PortSchema;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly multipleOf?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly format?: string;
  readonly default?: unknown;
  readonly description?: string;
  /** `#/$defs/<name>` or `#`: recursive types. */
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, PortSchema>>;
}
