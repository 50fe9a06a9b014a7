import { declarePorts, isZodType, portRecord, type PortTypes } from "@tierkreis/core";
import type { GraphFace } from "./graph-face.ts";

const faces = new WeakMap<object, GraphFace>();

/** Notes the ports of a port type of graphs, for whoever uses such a value. */
export function noteFace(
  type: object,
  ports: { readonly inputs: PortTypes; readonly outputs: PortTypes },
): void {
  faces.set(definitionOf(type), {
    inputs: declarePorts(ports.inputs, "the graph"),
    outputs: declarePorts(ports.outputs, "the graph"),
  });
}

/** The ports of the graphs that a port type takes; `undefined` for other types and where they are not known. */
function faceOfType(type: unknown): GraphFace | undefined {
  if (!isZodType(type)) return undefined;
  const definition = definitionOf(type);
  // What is optional or has a default is wrapped.
  return faces.get(definition) ?? ("innerType" in definition ? faceOfType(definition.innerType) : undefined);
}

/** The faces of the ports that are graphs. */
export function facesOfTypes(ports: PortTypes): ReadonlyMap<string, GraphFace> {
  const found = new Map<string, GraphFace>();
  for (const [port, type] of Object.entries(portRecord(ports))) {
    const face = faceOfType(type);
    if (face !== undefined) found.set(port, face);
  }
  return found;
}

/** Described copies of a zod type share it. */
function definitionOf(type: object): object {
  return isZodType(type) ? type._zod.def : type;
}
