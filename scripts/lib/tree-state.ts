import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";

/** What every file that git tracks or would track holds, as a hash each. */
export type TreeState = ReadonlyMap<string, string>;

/** Reads the state of the git work tree at `folder`; committed or not makes no difference. */
export async function treeState(folder: string): Promise<TreeState> {
  const list = ["ls-files", "-z", "--cached", "--others", "--exclude-standard"];
  const { stdout } = await execa("git", list, { cwd: folder, stdin: "ignore" });
  const state = new Map<string, string>();
  for (const name of new Set(stdout.split("\0").filter(Boolean)))
    state.set(name, await hash(join(folder, name)));
  return state;
}

async function hash(file: string): Promise<string> {
  const content = await readFile(file).catch(() => undefined);
  return content === undefined ? "absent" : createHash("sha256").update(content).digest("hex");
}

/** The files that are not the same in both, sorted. */
export function changedFiles(before: TreeState, after: TreeState): string[] {
  const names = [...new Set([...before.keys(), ...after.keys()])].sort();
  return names.filter((name) => (before.get(name) ?? "absent") !== (after.get(name) ?? "absent"));
}
