import { graph as graphWord, type PortTypes } from "@tierkreis/core";
import type { z } from "zod";
import { noteFace } from "./document/type-face.ts";
import type { GraphType } from "./types/port-graph.ts";

/**
 * The port type of a graph that is passed as a value.
 *
 * @example
 * const twice = new GraphBuilder({
 *   inputs: { f: graph({ inputs: z.int(), outputs: z.int() }), x: z.int() },
 *   outputs: z.int(),
 * });
 * twice.outputs(twice.eval(twice.inputs.f, twice.eval(twice.inputs.f, twice.inputs.x)));
 */
export function graph<const In extends PortTypes, const Out extends PortTypes>(ports: {
  readonly inputs: In;
  readonly outputs: Out;
}): z.ZodType<GraphType<In, Out>, GraphType<In, Out>> {
  const type = graphWord(ports);
  noteFace(type, ports);
  return type;
}
