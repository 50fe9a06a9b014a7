import type { DeclaredPort, PortSchema } from "@tierkreis/core";
import { builtinPorts } from "@tierkreis/builtins";
import { builtins } from "../../src/tasks/all.ts";

/** The README's table of all tasks, as prettier lays it out. Neighbours with the same ports share a row. */
export function taskTable(): string {
  const rows: [names: string, inputs: string, outputs: string, gives: string][] = [];
  for (const [task, { does }] of Object.entries(builtins)) {
    const ports = builtinPorts(task) ?? { inputs: {}, outputs: {} };
    const [name, inputs, outputs] = [`\`${task}\``, portList(ports.inputs), portList(ports.outputs)];
    const above = rows.at(-1);
    if (above?.[1] === inputs && above[2] === outputs) {
      above[0] += ` ${name}`;
      above[3] += `; ${does}`;
    } else rows.push([name, inputs, outputs, does]);
  }
  return layOut([["tasks", "inputs", "outputs", "gives"], ...rows]);
}

function layOut(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[], fill: string) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0, fill)).join(" | ")} |`;
  const [first = [], ...others] = rows;
  return [
    line(first, " "),
    line(
      first.map(() => ""),
      "-",
    ),
    ...others.map((row) => line(row, " ")),
  ].join("\n");
}

function portList(ports: Readonly<Record<string, DeclaredPort>>): string {
  return Object.entries(ports)
    .map(([port, { schema, optional }]) => `\`${port}${optional ? "?" : ""}: ${words(schema)}\``)
    .join(" ");
}

function words(schema: PortSchema): string {
  if (schema["x-tierkreis"] !== undefined) return schema["x-tierkreis"];
  if (schema.anyOf !== undefined) return schema.anyOf.map(words).join(" or ");
  if (schema.prefixItems !== undefined) return "pair";
  if (schema.type === "array") return `list of ${words(schema.items || {})}`;
  if (typeof schema.type === "string") return schema.type;
  // An integer is a number.
  return schema.type?.filter((type) => type !== "integer").join(" or ") ?? "any";
}
