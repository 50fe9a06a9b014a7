import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Harness } from "../harness.ts";
import { openStorage, type StorageKind } from "../world/places.ts";
import { Random } from "../world/random.ts";
import type { Tally, Wrong } from "../world/tally.ts";
import { wrapStorage } from "../world/wrap-storage.ts";
import { Scene, UNNAMED } from "./scene.ts";

/** What is made of a small disk in memory: one with few names, with few pages, or one that is read-only all of a sudden. */
const kinds = ["inodes", "pages", "read-only"] as const;

interface DiskPoint {
  readonly kind: (typeof kinds)[number];
  readonly storage: StorageKind;
  /** Names, pages, or the operation of the storage before which it happens. */
  readonly at: number;
}

/** How much more there is from one point of a sample to the next. */
const STRIDE = 40;
/** More than any run needs. */
const ENOUGH = 1000;

/** Whether this user may mount disks: it takes Linux and root. */
export function mayMount(): boolean {
  if (process.platform !== "linux" || process.getuid?.() !== 0) return false;
  try {
    execFileSync("unshare", ["--mount", "mount", "-t", "tmpfs", "tmpfs", "/mnt"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

/** Real disks that are full, or read-only, at every point of a run. */
export const realDisk: Harness = {
  name: "disk",
  async run({ large, seed, only }, tally) {
    if (!mayMount()) {
      tally.note("not-allowed-to-mount");
      return;
    }
    if (only !== undefined) {
      await play(pointOf(only), tally);
      return;
    }
    const random = new Random(seed);
    const stride = large ? 1 : STRIDE;
    for (const kind of kinds) {
      for (const storage of ["files", "sqlite"] as const) {
        // What is open for writing can not be made read-only.
        if (kind === "read-only" && storage === "sqlite") continue;
        let at = 2 + random.below(stride);
        while (at < ENOUGH && (await play({ kind, storage, at }, tally))) at += stride;
      }
    }
  },
};

/** Settles with false when the run came to its end all the same. */
async function play(point: DiskPoint, tally: Tally): Promise<boolean> {
  const id = [point.kind, point.storage, point.at].join("/");
  const fail = (kind: Wrong, what: string) => {
    // SQLite does not hand on the system's word where it can not make its files: "unable to open", or EIO.
    if (what.startsWith(`${UNNAMED}: [storage-sqlite]`)) tally.note("unnamed");
    else tally.fail(id, kind, what);
  };
  const met = await tally.play(id, () => playDisk(point, fail));
  if (met === true) tally.points++;
  return met ?? true;
}

async function playDisk(
  { kind, storage: storageKind, at }: DiskPoint,
  fail: (kind: Wrong, what: string) => void,
): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), "tierkreis-chaos-"));
  const limits = { inodes: `nr_inodes=${at}`, pages: `size=${at * 4}k`, "read-only": "size=64m" };
  execFileSync("mount", ["-t", "tmpfs", "-o", limits[kind], "tmpfs", folder]);
  const remount = (options: string) => execFileSync("mount", ["-o", `remount,${options}`, folder]);
  const medium = openStorage(storageKind, folder);
  try {
    const scene = new Scene(medium, fail);
    let count = 0;
    const storage = wrapStorage(medium, (_, action) => {
      count++;
      if (kind === "read-only" && count === at) remount("ro");
      return action();
    });
    // SQLite needs room to read too: the records are looked at on the cured disk.
    const cure = () =>
      remount(kind === "read-only" ? "rw" : kind === "inodes" ? "nr_inodes=100000" : "size=64m");
    await scene.live(storage, kind === "read-only" ? "EROFS" : "ENOSPC", cure);
    const met = !scene.isDone;
    await scene.cured();
    return met;
  } finally {
    await medium.close();
    execFileSync("umount", [folder]);
    rmSync(folder, { recursive: true, force: true });
  }
}

function pointOf(id: string): DiskPoint {
  const [name, storage, at] = id.split("/");
  const kind = kinds.find((one) => one === name);
  if (kind === undefined) throw new TypeError(`Expected a point such as pages/files/20, got ${id}.`);
  return { kind, storage: storage === "sqlite" ? "sqlite" : "files", at: Number(at) };
}
