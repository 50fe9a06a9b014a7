import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { leftovers } from "../world/leftovers.ts";
import { perform, RUN, wrongOutputs, wrongTrace, type Life } from "../world/perform.ts";
import { openStorage, type StorageKind } from "../world/places.ts";
import { placesOf, verifiedRecords } from "../world/records.ts";
import { readLog, shellSteps, writeRegistry, type Ran } from "../world/shell-steps.ts";
import type { Wrong } from "../world/tally.ts";
import type { Side } from "./job.ts";
import { runController } from "./start-controller.ts";

/** Where a controller is killed. */
export interface KillPoint {
  readonly kind: StorageKind;
  readonly survive: boolean;
  /** The helper that starts the controller's programs dies with it. */
  readonly helperToo: boolean;
  /** The operation of the storage, from 1; `null` for none. */
  readonly at: number | null;
  readonly when: Side;
}

/** What else a point is played with. */
export interface KillScene {
  /** Where controllers keep their compiled sources. */
  readonly cache: string;
  readonly fail: (kind: Wrong, what: string) => void;
  readonly note: (name: string, count: number) => void;
}

const INPUT = 5;
/** How many tasks of the graph run. */
const TASKS = 12;

/**
 * Has a controller killed at the point, goes on with its run in this process, and looks at what must hold. Settles with how
 * the controller ended: a point that is not there kills none.
 */
export async function playKillPoint(
  point: KillPoint,
  { cache, fail, note }: KillScene,
): Promise<number | "killed"> {
  const folder = mkdtempSync(join(tmpdir(), "tierkreis-chaos-"));
  const world = { registry: writeRegistry(folder), log: join(folder, "log"), mark: basename(folder) };
  const storage = openStorage(point.kind, folder);
  try {
    const ended = await runController({ ...world, ...point, folder, x: INPUT }, cache);
    const recorded = placesOf(await verifiedRecords(storage, RUN));
    const executor = shellSteps(world, "second", point.survive);
    const life: Life = { storage, executor, inputs: { x: INPUT, xs: [INPUT, 2] } };
    for (const when of ["resumed", "run when done"]) {
      const wrong = (await wrongOutputs(await perform(life), life)) ?? (await wrongTrace(life));
      if (wrong !== undefined) fail("wrong", `${when}: ${wrong}`);
    }
    const ran = readLog(world.log);
    judge(ran, recorded, fail);
    note("twice", ran.length - TASKS);
    const left = await leftovers(world.mark);
    if (left.length > 0) fail("left", `the processes ${left.join(", ")} still run`);
    return ended;
  } finally {
    await storage.close();
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** Looks at what ran when: `recorded` are the tasks whose records were there when the controller was dead. */
function judge(ran: readonly Ran[], recorded: ReadonlySet<string>, fail: KillScene["fail"]): void {
  const again = ran.filter(({ owner }) => owner === "second").map(({ place }) => place);
  for (const place of again) if (recorded.has(place)) fail("rerun", `${place} was recorded, and ran again`);
  if (new Set(again).size < again.length) fail("rerun", `a task ran twice in one life: ${again.join(" ")}`);
  const places = new Set(ran.map(({ place }) => place)).size;
  if (places !== TASKS) fail("wrong", `${places} tasks ran, not ${TASKS}`);
}
