/** Where something stands in a value, as a chain from the inside out: a path costs nothing until it is printed. */
export interface Path {
  readonly outer: Path | undefined;
  readonly step: string | number;
  readonly depth: number;
}

/** One step further in. */
export function stepInto(outer: Path | undefined, step: string | number): Path {
  return { outer, step, depth: (outer?.depth ?? 0) + 1 };
}

const SHOWN = 50;

/** `.items[3]["odd key"]`; the empty string for the value itself. Of a long path, its end. */
export function printPath(path: Path | undefined): string {
  const steps: string[] = [];
  for (let at = path; at !== undefined; at = at.outer) {
    if (steps.length < SHOWN) steps.push(printStep(at.step));
    else if (steps.length === SHOWN) steps.push(`...(${at.depth} more)`);
    else break;
  }
  return steps.reverse().join("");
}

function printStep(step: string | number): string {
  if (typeof step === "number") return `[${step}]`;
  return /^[A-Za-z_$][\w$]*$/.test(step) ? `.${step}` : `[${JSON.stringify(step)}]`;
}
