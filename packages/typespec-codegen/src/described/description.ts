import { z } from "zod";

/** A type of the worker's own language, cut down to its JSON form. */
export type DescribedType =
  | { kind: "any" | "bytes"; why?: string | undefined }
  | { kind: "bool" | "int" | "float" | "str" | "none" | "complex" }
  | { kind: "param"; name: string }
  | { kind: "ref"; to: number; args: DescribedType[] }
  | { kind: "list"; item: DescribedType }
  | { kind: "dict"; value: DescribedType }
  | { kind: "tuple"; items: DescribedType[] }
  | { kind: "union"; options: DescribedType[] }
  | { kind: "literal"; values: (string | number | boolean | null)[] }
  | { kind: "object"; fields: DescribedField[] };

/** A field of an object, or a port. */
export interface DescribedField {
  name: string;
  type: DescribedType;
  doc?: string | null | undefined;
  optional?: boolean | undefined;
  /** A default that JSON holds exactly. */
  default?: { json: unknown } | null | undefined;
}

const typeSchema: z.ZodType<DescribedType> = z.lazy(() =>
  z.discriminatedUnion("kind", [
    z.object({ kind: z.enum(["any", "bytes"]), why: z.string().optional() }),
    z.object({ kind: z.enum(["bool", "int", "float", "str", "none", "complex"]) }),
    z.object({ kind: z.literal("param"), name: z.string() }),
    z.object({ kind: z.literal("ref"), to: z.int(), args: z.array(typeSchema) }),
    z.object({ kind: z.literal("list"), item: typeSchema }),
    z.object({ kind: z.literal("dict"), value: typeSchema }),
    z.object({ kind: z.literal("tuple"), items: z.array(typeSchema) }),
    z.object({ kind: z.literal("union"), options: z.array(typeSchema) }),
    z.object({
      kind: z.literal("literal"),
      values: z.array(z.union([z.string(), z.number(), z.boolean(), z.null()])),
    }),
    z.object({ kind: z.literal("object"), fields: z.array(fieldSchema) }),
  ]),
);

const fieldSchema: z.ZodType<DescribedField> = z.object({
  name: z.string(),
  type: typeSchema,
  doc: z.string().nullish(),
  optional: z.boolean().optional(),
  default: z.object({ json: z.unknown() }).nullish(),
});

const declarationSchema = z.object({
  name: z.string(),
  module: z.array(z.string()),
  doc: z.string().nullish(),
  params: z.array(z.string()),
  body: typeSchema,
});

const taskSchema = z.object({
  name: z.string(),
  doc: z.string().nullish(),
  params: z.array(z.string()),
  inputs: z.array(fieldSchema),
  outputs: z.array(fieldSchema),
});

/** What `lib/describe.py` says of a worker. */
export const descriptionSchema = z.union([
  z.object({
    error: z.object({ message: z.string(), file: z.string().optional(), line: z.int().nullish() }),
  }),
  z.object({ none: z.string() }),
  z.object({
    declarations: z.array(declarationSchema),
    tasks: z.array(taskSchema),
    skipped: z.array(z.object({ name: z.string(), why: z.string(), line: z.int().optional() })),
  }),
]);

/** A worker's tasks and their types. */
export type Description = Extract<z.infer<typeof descriptionSchema>, { tasks: unknown }>;
