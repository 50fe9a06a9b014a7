import { createHash } from "node:crypto";
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { errnoOf, locationSegment, machineId, processStart, TierkreisError } from "@tierkreis/core";

/** There in a run's folder when a task of it saved a handle: it may live on, and is the next owner's to take over. */
const KEPT = "kept";

/**
 * Where the workspaces of one run lie when its storage has no local files:
 * `<temporary folder>/tierkreis-<user>/<process>/<run>/<owner>/<location>/<attempt>`. The names follow from the run's lock, and
 * what a dead process left is found by its name: the next run on this machine removes it.
 */
export class Staging {
  readonly #run: string;
  readonly #folder: string;

  /** @param owner The name of the lock's ownership: runs of one id on several storages are kept apart by it. */
  constructor(run: string, owner: string) {
    this.#run = run;
    this.#folder = join(base(), processName(process.pid) ?? "process", run, owner.slice(0, 8));
  }

  /** Makes the folder of an attempt. Nobody else can look into it. */
  make(location: string, attempt: number): string {
    const folder = join(this.#folder, locationSegment(location), String(attempt));
    secureBase();
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    return folder;
  }

  /** The folder that an earlier owner of the run, on this machine, made for an attempt; `undefined` when it is not there. */
  find(owner: string, location: string, attempt: number): string | undefined {
    return stagedBy(this.#run, owner)
      .map((folder) => join(folder, locationSegment(location), String(attempt)))
      .find((folder) => existsSync(folder));
  }

  /** From now on what lies there is for the run's next owner, should this process die. */
  keep(): void {
    writeFileSync(join(dirname(this.#folder), KEPT), "");
  }

  /**
   * Removes everything of this owner of the run, and of those before it that are dead: the run has ended. A run of the same id on
   * another storage is another run.
   */
  async removeAll(predecessors: AsyncIterable<string>): Promise<void> {
    removeOwner(this.#folder);
    const left = this.#leftByDead();
    if (left.length === 0) return;
    const owners = new Set<string>();
    for await (const owner of predecessors) owners.add(owner.slice(0, 8));
    for (const folder of left) if (owners.has(basename(folder))) removeOwner(folder);
  }

  /** Another process owns the run now: what may live on is that one's. */
  leave(): void {
    if (!existsSync(join(dirname(this.#folder), KEPT))) removeOwner(this.#folder);
  }

  /** Removes what processes left that are dead, but what may live on: this run's, and what others kept for their next owners. */
  removeDead(): void {
    for (const folder of foldersOfDead()) {
      for (const run of namesIn(folder)) {
        if (run !== this.#run && !namesIn(join(folder, run)).includes(KEPT)) removeTree(join(folder, run));
      }
      removeIfEmpty(folder);
    }
  }

  /** What processes that are dead left of runs of this id. */
  #leftByDead(): readonly string[] {
    return foldersOfDead().flatMap((folder) => {
      const run = join(folder, this.#run);
      return namesIn(run)
        .filter((name) => name !== KEPT)
        .map((owner) => join(run, owner));
    });
  }
}

function foldersOfDead(): readonly string[] {
  if (!isOurs(base())) return [];
  return namesIn(base())
    .filter((name) => isDead(name))
    .map((name) => join(base(), name));
}

/** Removes what an owner of a run left, with the folders above it that hold nothing else. */
export function removeOwner(folder: string): void {
  removeTree(folder);
  const run = dirname(folder);
  if (namesIn(run).every((name) => name === KEPT)) removeTree(run);
  removeIfEmpty(dirname(run));
}

/** The folders in which an owner of a run had attempts at work on this machine. */
export function stagedBy(run: string, owner: string): readonly string[] {
  if (!isOurs(base())) return [];
  return namesIn(base())
    .map((name) => join(base(), name, run, owner.slice(0, 8)))
    .filter((folder) => existsSync(folder));
}

/** As `removeTree`, at the price of a single call for a folder that is empty, as that of most tasks is. */
export function removeScratch(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    removeTree(folder);
  }
}

/** Removes a folder, also what a program locked in it. What can not be removed changes nothing of how the task ended. */
export function removeTree(folder: string): void {
  try {
    try {
      rmSync(folder, { recursive: true, force: true });
    } catch {
      unlock(folder);
      rmSync(folder, { recursive: true, force: true });
    }
  } catch {
    // It goes with the run, or with the temporary folder.
  }
}

function unlock(folder: string): void {
  chmodSync(folder, 0o700);
  for (const entry of readdirSync(folder, { withFileTypes: true }))
    if (entry.isDirectory()) unlock(join(folder, entry.name));
}

function base(): string {
  return join(tmpdir(), `tierkreis-${String(process.getuid?.() ?? "user")}`);
}

/** Makes the user's folder. Others may write where it lies, so it is used only when it surely is the user's alone. */
function secureBase(): void {
  const folder = base();
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    if (errnoOf(error) !== "EEXIST") throw error;
  }
  if (!isOurs(folder)) {
    const message = `${folder} is not a folder that only this user may write to, so no task's files are put there. Remove it, or set TMPDIR to a folder of your own.`;
    throw new TierkreisError("TKR_STORAGE_FAILED", message, { file: folder, errno: "EPERM" });
  }
  if ((lstatSync(folder).mode & 0o077) !== 0) chmodSync(folder, 0o700);
}

/** A real folder of this user's that nobody else may write to. */
function isOurs(folder: string): boolean {
  const stat = lstatSync(folder, { throwIfNoEntry: false });
  if (stat?.isDirectory() !== true) return false;
  return process.getuid === undefined || (stat.uid === process.getuid() && (stat.mode & 0o022) === 0);
}

/** A process's folder: `<pid>.<machine>.<start>`, `undefined` when no such process lives. */
function processName(pid: number): string | undefined {
  const started = processStart(pid);
  return started === undefined ? undefined : `${String(pid)}.${short(machineId())}.${short(started)}`;
}

/** True for the folder of a process of this machine that is gone. Of other machines and containers nobody here can tell. */
function isDead(name: string): boolean {
  const [pid, machine] = name.split(".");
  return machine === short(machineId()) && processName(Number(pid)) !== name;
}

function short(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 8);
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function removeIfEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    // Another run of the process is at work in it, or it was never made.
  }
}
