import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Harness, Size } from "../harness.ts";
import type { StorageKind } from "../world/places.ts";
import { inLanes } from "../world/in-lanes.ts";
import { Random } from "../world/random.ts";
import type { Tally, Wrong } from "../world/tally.ts";
import type { Side } from "./job.ts";
import { playKillPoint } from "./kill-point.ts";

/** Controllers at once: two keep two processors busy. */
const LANES = 2;

interface KillOptions {
  readonly kind: StorageKind;
  readonly survive?: boolean;
  readonly helperToo?: boolean;
  /** Points of a sample. */
  readonly sample: number;
}

type Point = readonly [at: number, when: Side];

/** Kills of the controller before and after every operation of its storage. */
export function killEverywhere(name: string, options: KillOptions): Harness {
  return {
    name,
    async run(size, tally) {
      const cache = mkdtempSync(join(tmpdir(), "tierkreis-chaos-cache-"));
      const play = player(options, cache, tally);
      try {
        // Undisturbed: it says how many operations there are, and leaves its compiled sources to the others.
        const operations = await play(null, "before");
        if (typeof operations !== "number") return;
        tally.note("operations", operations);
        await inLanes(pointsOf(size, operations, options.sample), LANES, async (point) => {
          if ((await play(...point)) === "killed") tally.points++;
        });
      } finally {
        rmSync(cache, { recursive: true, force: true });
      }
    },
  };
}

function player(
  { kind: storage, survive = false, helperToo = false }: KillOptions,
  cache: string,
  tally: Tally,
) {
  return (at: number | null, when: Side): Promise<number | "killed" | undefined> => {
    const id = `${when}-${at ?? "never"}`;
    const fail = (kind: Wrong, what: string) => tally.fail(id, kind, what);
    const note = (name: string, count: number) => tally.note(name, count);
    return tally.play(id, () =>
      playKillPoint({ kind: storage, survive, helperToo, at, when }, { cache, fail, note }),
    );
  };
}

/** The points to play. The number of operations is never quite the same, so all are some more than there were. */
function* pointsOf({ large, seed, only }: Size, operations: number, sample: number): Generator<Point> {
  if (only !== undefined) {
    const [when, at] = only.split("-");
    yield [Number(at), when === "after" ? "after" : "before"];
  } else if (large) {
    for (let at = 1; at <= operations * 1.2; at++) {
      yield [at, "before"];
      yield [at, "after"];
    }
  } else {
    const random = new Random(seed);
    const stride = operations / sample;
    for (let at = 1 + random.next() * stride; at < operations + 1; at += stride)
      yield [Math.trunc(at), random.pick(["before", "after"])];
  }
}
