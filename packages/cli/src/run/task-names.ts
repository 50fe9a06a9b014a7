import type { TaskFields } from "@tierkreis/controller";
import { plainLine } from "../terminal/width.ts";

/** A task as progress names it. */
export function nameOf({ worker, task, location, attempt }: TaskFields): string {
  return plainLine(`${worker}.${task}  ${location}${attempt === 1 ? "" : `  attempt ${String(attempt)}`}`);
}
