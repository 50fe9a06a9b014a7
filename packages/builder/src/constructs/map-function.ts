import { isRef, makeRef, TierkreisError, type Ref } from "@tierkreis/core";
import { newMapElements } from "../map-elements.ts";
import type { Wiring } from "../wiring.ts";

/**
 * Maps a function that only re-wires: it is called once, with a ref for each list that stands for its elements, and each element
 * it gives back stands for its list. No node is added.
 */
export function mapFunction(wiring: Wiring, body: (elements: never) => unknown, lists: unknown): unknown {
  const owner = newMapElements();
  const elementOf = (list: unknown): Ref<unknown> => makeRef(owner, ...wiring.source(list));
  const listOf = (element: unknown): Ref<unknown> => {
    if (isRef(element) && element.owner === owner) return wiring.ref(element.node, element.port);
    throw new TierkreisError(
      "TKR_GRAPH_INVALID",
      "A function given to map can only give back elements that it was given. What is the same for each element is an input of the map of a graph.",
    );
  };
  const single = isRef(lists) || Array.isArray(lists);
  const elements = single ? elementOf(lists) : eachOf(lists, elementOf);
  const given: unknown = body(elements as never);
  return isRef(given) ? listOf(given) : eachOf(given, listOf);
}

function eachOf(record: unknown, change: (thing: unknown) => Ref<unknown>): Record<string, Ref<unknown>> {
  const entries = Object.entries(record as Readonly<Record<string, unknown>>);
  return Object.fromEntries(entries.map(([port, thing]) => [port, change(thing)]));
}
