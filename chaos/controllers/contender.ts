// A controller that waits for "go", then tries to run the run until it is done, by it or by another. It tells when it owns the run.
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { TierkreisError, type Storage } from "@tierkreis/core";
import { perform, wrongOutputs, type Life } from "../world/perform.ts";
import { openStorage } from "../world/places.ts";
import { shellSteps } from "../world/shell-steps.ts";
import { wrapStorage } from "../world/wrap-storage.ts";
import { now, type Contender, type Told } from "./told.ts";

const contender = JSON.parse(process.argv[2] ?? "") as Contender;

function tell(told: Told): void {
  process.stdout.write(`${JSON.stringify(told)}\n`);
}

/** Tells when an epoch of the lock is won, and before it is let go. */
function watched(storage: Storage): Storage {
  const epochOf = (key: string) => Number(key.split("/").at(-1));
  return {
    ...storage,
    create: async (key, value) => {
      const won = await storage.create(key, value);
      if (won && key.includes("/lock/")) tell({ event: "owns", epoch: epochOf(key), at: now() });
      return won;
    },
    write: async (key, value) => {
      const isLast =
        key.includes("/heartbeat/") && new TextDecoder().decode(value).includes('"released":true');
      if (isLast) tell({ event: "lets go", epoch: epochOf(key), at: now() });
      await storage.write(key, value);
    },
  };
}

const storage = openStorage(contender.kind, contender.folder);
const life: Life = {
  storage: watched(bound(storage)),
  executor: shellSteps(contender, contender.name),
  inputs: contender.inputs,
};

/** Its methods as functions of their own. */
function bound(inner: Storage): Storage {
  return wrapStorage(inner, (_, action) => action());
}

async function attempt(): Promise<Told> {
  for (;;) {
    try {
      const wrong = await wrongOutputs(await perform(life), life);
      return { event: "ends", code: wrong ?? "", at: now() };
    } catch (error) {
      if (!TierkreisError.isInstance(error)) throw error;
      if (error.code !== "TKR_RUN_LOCKED") return { event: "ends", code: error.code, at: now() };
      await sleep(5);
    }
  }
}

tell({ event: "ready" });
await once(process.stdin, "data");
process.stdin.destroy();
tell(await attempt());
await storage.close();
