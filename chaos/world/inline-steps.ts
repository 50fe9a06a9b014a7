import { implement, InlineExecutor } from "@tierkreis/executor-inline";
import { labels, lastStep, step, stepValue } from "./steps.ts";

export interface InlineSteps {
  /** Told of each task when its body runs, with its location. */
  readonly onRun: (location: string) => void;
  /** Awaited in each body, so that others get their turn. */
  readonly pause?: () => Promise<void>;
}

/** The steps as functions of this process. */
export function inlineSteps({ onRun, pause }: InlineSteps): InlineExecutor {
  const body = async (label: string, x: number, location: string): Promise<number> => {
    onRun(location);
    await pause?.();
    return stepValue(label, x);
  };
  const steps = labels.map((label) =>
    implement(step(label), ({ x }, { location }) => body(label, x, location)),
  );
  const last = implement(lastStep, async ({ x }, { location }) => ({
    value: await body("last", x, location),
    where: location,
  }));
  return new InlineExecutor({ tasks: [...steps, last] });
}
