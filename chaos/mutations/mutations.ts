import type { Bugs } from "./bug.ts";
import { ownerBugs } from "./bugs/owners.ts";
import { policyBugs } from "./bugs/policies.ts";
import { programBugs } from "./bugs/programs.ts";
import { recordBugs } from "./bugs/records.ts";
import { schedulerBugs } from "./bugs/scheduler.ts";
import { storageBugs } from "./bugs/storages.ts";

/** Bugs that durability must not have, each with the tests that notice it. */
export const mutations: Bugs = {
  ...schedulerBugs,
  ...recordBugs,
  ...ownerBugs,
  ...policyBugs,
  ...programBugs,
  ...storageBugs,
};
