import type { Graph } from "@tierkreis/core";

/** A graph of one task, `w.one`, whose text is the output. */
export function oneTask(): Graph {
  return {
    nodes: [
      { type: "function", function_name: "w.one", inputs: {}, outputs: { value: 1 } },
      { type: "output", inputs: { value: [0, "value"] }, outputs: {} },
    ],
    graph_output_idx: 1,
  } as unknown as Graph;
}

/** A chain: `w.first` writes, `w.second` reads that and `w.third` that. The last one's text is the output. */
export function chain(): Graph {
  const task = (name: string, source?: number) => ({
    type: "function",
    function_name: `w.${name}`,
    inputs: source === undefined ? {} : { before: [source, "value"] },
    outputs: { value: 1 },
  });
  return {
    nodes: [
      task("first"),
      task("second", 0),
      task("third", 1),
      { type: "output", inputs: { value: [2, "value"] }, outputs: {} },
    ],
    graph_output_idx: 3,
  } as unknown as Graph;
}
