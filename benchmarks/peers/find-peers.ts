import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";

/** Shell tasks that copy a file by `cat`: each the one before, or all the same one. */
export interface Work {
  readonly name: string;
  readonly kind: "chain" | "map";
  readonly tasks: number;
}

/** Another program that can do the work. */
export interface Peer {
  readonly name: string;
  /** How it does it, in words. */
  readonly words: string;
  /** Writes what it needs into an empty folder. */
  readonly prepare: (work: Work, folder: string) => unknown;
  readonly run: (work: Work, folder: string) => Promise<unknown>;
}

export interface MissingPeer {
  readonly name: string;
  readonly missing: string;
}

const source = ({ kind }: Work, task: number) => (kind === "chain" ? `out-${task - 1}` : "out-0");
const numbers = ({ tasks }: Work) => Array.from({ length: tasks }, (_, at) => at + 1);
const outputs = (work: Work) => numbers(work).map((task) => `out-${task}`);

const make: Peer = {
  name: "make",
  words: "make -j2",
  prepare(work, folder) {
    writeFileSync(join(folder, "out-0"), "1");
    const rules = numbers(work).map((task) => `out-${task}: ${source(work, task)}\n\tcat < $< > $@\n`);
    writeFileSync(join(folder, "Makefile"), `all: ${outputs(work).join(" ")}\n${rules.join("")}`);
  },
  run: (_work, folder) => execa("make", ["-s", "-j2"], { cwd: folder }),
};

const snakemake: Peer = {
  name: "snakemake",
  words: "snakemake -j2",
  prepare(work, folder) {
    writeFileSync(join(folder, "out-0"), "1");
    const all = `rule all:\n  input: ${JSON.stringify(outputs(work))}\n`;
    const rules = numbers(work).map(
      (task) =>
        `rule r${task}:\n  input: "${source(work, task)}"\n  output: "out-${task}"\n  shell: "cat {input} > {output}"\n`,
    );
    writeFileSync(join(folder, "Snakefile"), all + rules.join(""));
  },
  run: (_work, folder) => execa("snakemake", ["-j2", "--quiet", "all"], { cwd: folder }),
};

/** The peers, those that are not on `PATH` with a word why they are not here. */
export async function findPeers(): Promise<readonly (Peer | MissingPeer)[]> {
  const peers = [make, snakemake].map(async (peer) =>
    (await runs(peer.name)) ? peer : { name: peer.name, missing: `there is no ${peer.name} on PATH` },
  );
  const others = ["Tierkreis for Python", "Parsl"].map((name) => ({
    name,
    missing: "no work is written for it yet",
  }));
  return [...(await Promise.all(peers)), ...others];
}

async function runs(program: string): Promise<boolean> {
  return !(await execa(program, ["--version"], { reject: false })).failed;
}
