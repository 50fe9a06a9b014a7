import { jsonToValue, type GraphNode, type Value } from "@tierkreis/core";
import { Datum, Group, type Item, type Ports } from "./datum.ts";
import type { Frame } from "./frame.ts";
import type { PlanNode } from "./plan.ts";
import type { TaskSite } from "./protocol.ts";

/** The outputs of a const or an input, which nothing has to compute. */
export function given(frame: Frame, node: GraphNode, index: number): Ports {
  if (node.type === "const") {
    const spot = { place: frame.place, node: index, port: "value" };
    return new Map([["value", new Datum(spot, jsonToValue(node.value))]]);
  }
  const slot = node.type === "input" ? frame.plan.inputSlots.get(node.name) : undefined;
  const item = slot === undefined ? undefined : frame.slots[slot];
  return item === undefined || node.type !== "input" ? new Map<string, Item>() : new Map([[node.name, item]]);
}

/** A task's node, and where it stands. */
export function siteOf(frame: Frame, planned: PlanNode): TaskSite {
  return { plan: frame.plan, planned, place: frame.place };
}

/** Inputs as a pure task takes them: a group is a list. */
export function valuesOf(inputs: Ports): Record<string, Value> {
  const values: Record<string, Value> = {};
  for (const [port, item] of inputs) {
    if (item instanceof Group) values[port] = item.items.map((datum) => datum.value ?? null);
    else if (item.value !== undefined) values[port] = item.value;
  }
  return values;
}

/** A pure task's outputs: `*` is a list that becomes a group. */
export function itemsOf(frame: Frame, planned: PlanNode, values: Readonly<Record<string, Value>>): Ports {
  const items = new Map<string, Item>();
  for (const port in values) {
    const value = values[port];
    if (value === undefined) continue;
    const group = port.endsWith("*") && Array.isArray(value);
    items.set(
      port,
      group
        ? Group.ofList(frame.place, planned.index, value)
        : new Datum({ place: frame.place, node: planned.index, port }, value),
    );
  }
  return items;
}
