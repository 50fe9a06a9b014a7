import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Storage } from "@tierkreis/core";
import { leftovers } from "../world/leftovers.ts";
import { perform, RUN, wrongOutputs, wrongTrace, type Life } from "../world/perform.ts";
import { openStorage } from "../world/places.ts";
import { Random } from "../world/random.ts";
import { verifiedRecords } from "../world/records.ts";
import { readLog, shellSteps, writeRegistry, type Ran } from "../world/shell-steps.ts";
import type { Wrong } from "../world/tally.ts";
import { StartedContender } from "./started-contender.ts";
import { now } from "./told.ts";

/** The longest time from the start of the race to the kill: about what a run takes. */
const LATEST_KILL_MS = 500;

type Fail = (kind: Wrong, what: string) => void;

/** Two controllers start one run at once, one of them is killed at a random moment, the other brings it to its end. */
export async function playRound(seed: number, cache: string, fail: Fail): Promise<void> {
  const random = new Random(seed);
  const folder = mkdtempSync(join(tmpdir(), "tierkreis-chaos-"));
  const kind = random.pick(["files", "sqlite"]);
  const world = { registry: writeRegistry(folder), log: join(folder, "log"), mark: basename(folder) };
  const inputs = { x: 5, xs: [5, 2] };
  const start = (name: string) => new StartedContender({ ...world, name, kind, folder, inputs }, cache);
  const [victim, survivor] = [start("A"), start("B")] as const;
  const contenders = random.chance(0.5) ? [victim, survivor] : [survivor, victim];
  const storage = openStorage(kind, folder);
  try {
    await Promise.all(contenders.map((one) => one.ready()));
    for (const one of contenders) one.go();
    await sleep(random.below(LATEST_KILL_MS));
    const killed = now();
    victim.signal("SIGKILL");
    await Promise.all([victim.ended(), survivor.ended()]);
    if (survivor.result !== "") fail("wrong", `the survivor came to ${survivor.result ?? "no end"}`);
    findTwoOwners(contenders, { victim, killed }, fail);
    for (const double of await findDoubles(storage, contenders, readLog(world.log))) fail("rerun", double);
    const life: Life = { storage, executor: shellSteps(world, "third"), inputs };
    const wrong = (await wrongOutputs(await perform(life), life)) ?? (await wrongTrace(life));
    if (wrong !== undefined) fail("wrong", wrong);
    const third = readLog(world.log).filter(({ owner }) => owner === "third");
    if (third.length > 0) fail("rerun", `the run was done, and ${third.length} tasks ran again`);
    const left = await leftovers(world.mark);
    if (left.length > 0) fail("left", `the processes ${left.join(", ")} still run`);
  } finally {
    for (const one of contenders) one.signal("SIGKILL");
    await storage.close();
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

interface Death {
  readonly victim: StartedContender;
  readonly killed: number;
}

/** Nobody may own the run while another does: from the moment an epoch was won to its release, or to the kill. */
function findTwoOwners(contenders: readonly StartedContender[], { victim, killed }: Death, fail: Fail): void {
  const spans = contenders.flatMap((one) =>
    one.told.flatMap((told) => {
      if (told.event !== "owns") return [];
      const end = one.told.find((other) => other.event === "lets go" && other.epoch === told.epoch);
      const until = end?.event === "lets go" ? end.at : one === victim ? killed : Infinity;
      return [{ name: one.name, epoch: told.epoch, from: told.at, until }];
    }),
  );
  spans.sort((a, b) => a.from - b.from);
  for (const [index, { name, epoch, from }] of spans.entries()) {
    const before = spans[index - 1];
    if (before === undefined) continue;
    if (before.until > from) fail("wrong", `${name} won epoch ${epoch} while ${before.name} owned the run`);
    if (before.epoch >= epoch) fail("wrong", `epoch ${epoch} came after epoch ${before.epoch}`);
  }
}

/** Tasks that are recorded twice, or that one owner recorded and a later one ran, in words. */
async function findDoubles(
  storage: Storage,
  contenders: readonly StartedContender[],
  ran: readonly Ran[],
): Promise<string[]> {
  const doubles: string[] = [];
  const owners = new Map(
    contenders.flatMap(({ name, told }) =>
      told.flatMap((one) => (one.event === "owns" ? [[one.epoch, name] as const] : [])),
    ),
  );
  const recorded = new Map<string, number>();
  for (const { key, location } of await verifiedRecords(storage, RUN)) {
    const epoch = /\/attempts\/(\d+)\.\d+\/_done$/.exec(key)?.[1];
    if (epoch === undefined) continue;
    if (recorded.has(location)) doubles.push(`${location} is recorded twice`);
    recorded.set(location, Number(epoch));
  }
  for (const [place, epoch] of recorded) {
    const by = owners.get(epoch);
    const later = [...owners].filter(([other, name]) => other > epoch && name !== by).map(([, name]) => name);
    const again = ran.find((one) => one.place === place && later.includes(one.owner));
    if (again !== undefined) doubles.push(`${place} was recorded by ${by ?? "?"}, and ${again.owner} ran it`);
  }
  return doubles;
}
