import type { Harness } from "../harness.ts";
import type { StorageKind } from "../world/places.ts";
import { Random } from "../world/random.ts";
import type { Tally } from "../world/tally.ts";
import { errnos } from "./failing-storage.ts";
import { playFault, type FaultPoint } from "./fault-point.ts";

/** Operations from one point of a sample to the next. */
const STRIDE = 30;
/** More operations than any run has: where a countdown ends that does not end by itself. */
const LONGEST = 1000;

/** The n-th operation of the storage fails, with each errno, for every n until none is left. */
export function faultCountdown(name: string, kind: StorageKind): Harness {
  return {
    name,
    async run({ large, seed, only }, tally) {
      if (only !== undefined) {
        await play({ ...pointOf(only), kind }, tally);
        return;
      }
      for (const point of large ? everyCase() : someCases(new Random(seed))) {
        let { at } = point;
        while (at < LONGEST && (await play({ ...point, kind, at }, tally))) at += large ? 1 : STRIDE;
      }
    },
  };
}

const sides = [false, true] as const;

function* everyCase(): Generator<Counted> {
  for (const errno of errnos)
    for (const lasting of sides) for (const resumed of sides) yield { errno, lasting, resumed, at: 1 };
}

/** For each errno one fault in a run that begins, and one in a run that goes on. */
function* someCases(random: Random): Generator<Counted> {
  for (const errno of errnos) {
    for (const resumed of sides)
      yield { errno, lasting: random.chance(0.5), resumed, at: 1 + random.below(STRIDE) };
  }
}

type Counted = Omit<FaultPoint, "kind">;

/** Settles with false when the countdown is over. */
async function play(point: FaultPoint, tally: Tally): Promise<boolean> {
  const id = idOf(point);
  const hasFailed = await tally.play(id, () =>
    playFault(point, {
      fail: (kind, what) => tally.fail(id, kind, what),
      note: (name) => tally.note(name),
    }),
  );
  if (hasFailed === true) tally.points++;
  // Of a point that broke nobody knows: the next is tried.
  return hasFailed ?? true;
}

function idOf({ errno, lasting, resumed, at }: Counted): string {
  return [errno, lasting ? "lasting" : "once", resumed ? "resumed" : "begun", at].join("-");
}

function pointOf(id: string): Counted {
  const [name, lasting, resumed, at] = id.split("-");
  const errno = errnos.find((one) => one === name);
  if (errno === undefined) throw new TypeError(`Expected a point such as EIO-once-begun-7, got ${id}.`);
  return { errno, lasting: lasting === "lasting", resumed: resumed === "resumed", at: Number(at) };
}
