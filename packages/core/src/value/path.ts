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

/** So many steps of a long path are printed at its beginning, and at its end. */
const FIRST = 10;
const LAST = 40;
const LONGEST_KEY = 60;

/** `.items[3]["odd key"]`; the empty string for the value itself. A long path is shortened in the middle, and so is a long key. */
export function printPath(path: Path | undefined): string {
  const length = path?.depth ?? 0;
  const left = length - FIRST - LAST;
  const steps: string[] = [];
  for (let at = path; at !== undefined; at = at.outer) {
    if (at.depth <= FIRST || at.depth > length - LAST) steps.push(printStep(at.step));
    else if (at.depth === FIRST + 1) steps.push(`...(${String(left)} more)...`);
  }
  return steps.reverse().join("");
}

function printStep(step: string | number): string {
  if (typeof step === "number") return `[${String(step)}]`;
  if (step.length > LONGEST_KEY) {
    const half = LONGEST_KEY / 2;
    return `[${JSON.stringify(`${step.slice(0, half)}...${step.slice(-half)}`)}]`;
  }
  return /^[A-Za-z_$][\w$]*$/.test(step) ? `.${step}` : `[${JSON.stringify(step)}]`;
}
