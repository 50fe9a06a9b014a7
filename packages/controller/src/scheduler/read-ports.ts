import { nodeRefs, type Graph } from "@tierkreis/core";

/** The outputs of each node that somebody reads, in the order of their readers; nodes that nobody reads have none. */
export function readPorts({ nodes }: Graph): readonly (readonly string[] | undefined)[] {
  const read = new Array<readonly string[] | undefined>(nodes.length).fill(undefined);
  // Nearly every node has one output, of one of few names: those share a list.
  const single = new Map<string, readonly string[]>();
  for (const node of nodes) {
    for (const [, [source, port]] of nodeRefs(node)) {
      const known = read[source];
      if (known?.includes(port) === true) continue;
      let ports = known === undefined ? single.get(port) : [...known, port];
      if (ports === undefined) single.set(port, (ports = [port]));
      read[source] = ports;
    }
  }
  return read;
}
