// The same work done by others, on the same machine in turn with ours.
//
//   pnpm --dir benchmarks run peers [--json] [--quick] [--directory DIR]
//
// A peer that is not installed is a line that says so.
import { parseArgs } from "node:util";
import { tmpdir } from "node:os";
import { makeGround } from "../frame/ground.ts";
import type { Contest, Ground, Subjects } from "../frame/measure.ts";
import { milliseconds } from "../frame/stopwatch.ts";
import { heading, toLine } from "../frame/table.ts";
import { take, toMissing } from "../frame/take.ts";
import type { Result } from "../frame/result.ts";
import { makeCopier, runCopies, runCopyChain } from "../graphs/shell-tasks.ts";
import { findPeers, type Peer, type Work } from "./find-peers.ts";

const works: readonly Work[] = [
  { name: "chain of 200", kind: "chain", tasks: 200 },
  { name: "map of 200", kind: "map", tasks: 200 },
  { name: "map of 1000", kind: "map", tasks: 1000 },
];

function contest(work: Work, peer: Peer, ground: Ground): Contest {
  const registry = ground.folder("registry");
  makeCopier(registry);
  const ours = work.kind === "chain" ? runCopyChain : runCopies;
  const per = (run: () => unknown) => async () => (await milliseconds(run)) / work.tasks;
  const subjects = (): Subjects => ({
    ours: per(() => ours(work.tasks, registry, ground.folder("ours"))),
    theirs: async () => {
      const folder = ground.folder(peer.name);
      await peer.prepare(work, folder);
      return per(() => peer.run(work, folder))();
    },
  });
  const id = `${work.name} ${peer.name}`;
  const what = `a shell task of a ${work.name}, two at a time`;
  return {
    rounds: ground.quick ? 1 : 3,
    subjects,
    figures: [{ id, what, unit: "ms", of: "ours", against: ["theirs", peer.words] }],
  };
}

const { values: options } = parseArgs({
  options: {
    json: { type: "boolean", default: false },
    quick: { type: "boolean", default: false },
    directory: { type: "string", default: tmpdir() },
  },
});

const results: Result[] = [];
function tell(result: Result): void {
  results.push(result);
  if (!options.json) console.log(toLine(result));
}

const ground = makeGround(options.directory, options.quick);
try {
  if (!options.json) console.log(heading());
  for (const peer of await findPeers()) {
    if ("missing" in peer) tell(toMissing({ id: peer.name, what: peer.name, missing: peer.missing }));
    else for (const work of works) (await take(contest(work, peer, ground))).forEach(tell);
  }
} finally {
  ground.remove();
}
if (options.json) console.log(JSON.stringify(results, undefined, 1));
