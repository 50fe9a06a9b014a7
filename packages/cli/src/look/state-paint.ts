import type { RunState, TaskState } from "@tierkreis/controller";
import type { Style } from "../terminal/style.ts";

/** How the word for a state is coloured. */
export function statePaint(state: RunState | TaskState | "damaged", style: Style): (text: string) => string {
  switch (state) {
    case "done":
      return style.green;
    case "failed":
    case "damaged":
      return style.red;
    case "running":
      return style.cyan;
    default:
      return style.yellow;
  }
}
