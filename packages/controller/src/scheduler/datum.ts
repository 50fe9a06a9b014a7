import { splitNumberedPort, type Value } from "@tierkreis/core";
import type { Place } from "./place.ts";

/** Where a value comes from: a port of a node of one evaluation. */
export interface Spot {
  readonly place: Place;
  /** -1 for the evaluation's inputs. */
  readonly node: number;
  readonly port: string;
}

/**
 * One value of a run: output `port` of node `node` in the evaluation at `place` (node -1: an input of that evaluation). It is
 * known decoded, or stored, or both; what "stored" is, is the driver's business.
 */
export class Datum {
  readonly place: Place;
  readonly node: number;
  readonly port: string;
  /** The decoded value, once somebody has needed it. */
  value: Value | undefined;
  /** The driver's note of where the bytes lie. */
  stored: unknown;

  constructor({ place, node, port }: Spot, value?: Value) {
    this.place = place;
    this.node = node;
    this.port = port;
    this.value = value;
    this.stored = undefined;
  }
}

/** The values of numbered ports, such as `value-0`, `value-1`, ...: what a map reads and gives. */
export class Group {
  readonly items: readonly Datum[];

  constructor(items: readonly Datum[]) {
    this.items = items;
  }

  /** A group whose elements are those of a list. */
  static ofList(place: Place, node: number, list: readonly Value[]): Group {
    return new Group(list.map((value, index) => new Datum({ place, node, port: String(index) }, value)));
  }
}

/** What a port can hold. */
export type Item = Datum | Group;

/** Items by port. A port without a value is not there. */
export type Ports = ReadonlyMap<string, Item>;

/** The ports with each group spread into its numbered ones: `xs` becomes `xs-0`, `xs-1`, ... */
export function spreadGroups(ports: Ports): Map<string, Datum> {
  const spread = new Map<string, Datum>();
  for (const [port, item] of ports) {
    if (item instanceof Datum) spread.set(port, item);
    else item.items.forEach((datum, index) => spread.set(`${port}-${String(index)}`, datum));
  }
  return spread;
}

/** What one port of a node's outputs holds, also by a group's name (`value-*`) or by one number of a group (`value-3`). */
export function pick(outputs: Ports, port: string): Item | undefined {
  const item = outputs.get(port);
  if (item !== undefined) return item;
  if (port.endsWith("*")) return collect(outputs, port.slice(0, -1));
  const numbered = splitNumberedPort(port);
  if (numbered === undefined) return undefined;
  const group = outputs.get(numbered.stem === "" ? "*" : `${numbered.stem}-*`);
  return group instanceof Group ? group.items[numbered.index] : undefined;
}

/** The numbered ports that start with a stem (`value-`, or nothing) as a group, in the order of their numbers. */
function collect(outputs: Ports, stem: string): Group {
  const found: { readonly index: number; readonly datum: Datum }[] = [];
  for (const [port, item] of outputs) {
    const numbered = splitNumberedPort(port);
    if (numbered === undefined || !(item instanceof Datum)) continue;
    if (stem === "" || stem === `${numbered.stem}-`) found.push({ index: numbered.index, datum: item });
  }
  found.sort((a, b) => a.index - b.index);
  return new Group(found.map(({ datum }) => datum));
}
