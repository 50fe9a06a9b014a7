import { lstatSync } from "node:fs";
import { errnoOf } from "@tierkreis/core";
import { notFound, type Attempted } from "./failure.ts";
import type { Ground } from "./ground.ts";
import { parentOf } from "./key-path.ts";
import { discard, placeFile, placeLink } from "./place.ts";
import { copyAside } from "./spares.ts";

/** What a system says that cannot, or may not, give this file another name. */
const noLinks = new Set(["EPERM", "EXDEV", "ENOTSUP", "EOPNOTSUPP", "ENOSYS"]);

/** Makes `to` hold the value of `from`: by a second name of the file, else by a copy. */
export async function linkValue(ground: Ground, about: Attempted, to: string): Promise<void> {
  const from = about.path;
  requireValue(ground, about);
  try {
    placeLink(ground, from, to);
  } catch (error) {
    const errno = errnoOf(error) ?? "";
    if (errno === "ENOENT") requireValue(ground, about);
    if (errno === "EMLINK") await ground.spares.linked(from, (spare) => placeLink(ground, spare, to));
    else if (noLinks.has(errno)) await placeCopy(ground, from, to);
    else throw error;
  }
}

async function placeCopy(ground: Ground, from: string, to: string): Promise<void> {
  const copy = await copyAside(ground.temp, from);
  try {
    placeFile(ground, copy, to);
  } catch (error) {
    discard(copy);
    throw error;
  }
}

function requireValue(ground: Ground, about: Attempted): void {
  const stats = ground.folders.has(parentOf(about.path))
    ? lstatSync(about.path, { throwIfNoEntry: false })
    : undefined;
  if (stats === undefined) throw notFound(about);
  if (!stats.isFile()) throw notFound(about, "there is no file but something else");
}
