import { readdirSync } from "node:fs";
import { join } from "node:path";
import { nearNames, TierkreisError } from "@tierkreis/core";
import type { LauncherQuery } from "./launcher.ts";
import { kindOf } from "./path-kind.ts";

/** The error that says most: a registry that is not there, a worker folder that lacks its file, or no such worker. */
export function launcherNotFound(query: LauncherQuery, registries: readonly string[]): TierkreisError {
  const { worker, files, path = "never" } = query;
  for (const registry of registries) {
    const folder = join(registry, worker);
    const kind = kindOf(folder);
    if (kind === "none") continue;
    const wanted = files.map((file) => join(folder, file)).join(" or ");
    const says = {
      broken: `${folder} is a link to nothing`,
      file: `${folder} is a file, and this executor needs a folder with ${files.join(" or ")}`,
      folder: `there is no ${wanted}`,
      other: `${folder} is neither a file nor a folder`,
    }[kind];
    const message = `[process] Worker ${worker} can not be started: ${says}.`;
    return new TierkreisError("TKR_WORKER_INVALID", message, { worker, file: join(folder, files[0] ?? "") });
  }
  for (const registry of registries) {
    if (kindOf(registry) !== "folder") {
      const message = `[process] There is no registry folder ${registry}, where worker ${worker} was looked for.`;
      return new TierkreisError("TKR_WORKER_UNKNOWN", message, { worker, file: registry });
    }
  }
  const looked = registries.map((registry) => join(registry, worker));
  if (path !== "never") looked.push("the programs on PATH");
  const near = nearNames(
    worker,
    registries.flatMap((registry) => namesIn(registry)),
  );
  const hint = near.length === 0 ? "" : ` Did you mean ${near.join(" or ")}?`;
  const where = looked.length === 0 ? "no registry was given" : `looked at ${looked.join(", ")}`;
  const message = `[process] There is no worker ${worker}: ${where}.${hint}`;
  return new TierkreisError("TKR_WORKER_UNKNOWN", message, { worker });
}

function namesIn(registry: string): string[] {
  try {
    return readdirSync(registry).filter((name) => !name.startsWith("."));
  } catch {
    return [];
  }
}
