import type { NodeState } from "./picture.ts";

/** Colours that can be read by most people with a colour weakness, on a white and on a dark page. */
export const colours: Readonly<Record<NodeState, { readonly fill: string; readonly stroke: string }>> = {
  done: { fill: "#d3f0d9", stroke: "#1a7f37" },
  running: { fill: "#d6e8ff", stroke: "#0969da" },
  failed: { fill: "#ffd8d3", stroke: "#cf222e" },
  stopped: { fill: "#fff1c2", stroke: "#9a6700" },
  waiting: { fill: "#eeeeee", stroke: "#8c8c8c" },
};
