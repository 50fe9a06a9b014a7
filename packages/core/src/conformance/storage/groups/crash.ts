import { setTimeout } from "node:timers/promises";
import { count } from "../data.ts";
import { group } from "../group.ts";
import { exercise } from "../operations.ts";
import { victims, type VictimName } from "../peer/victims.ts";

const names = Object.keys(victims) as VictimName[];

export const crash = group("crash", (test) => {
  for (const name of names) {
    test(
      `leaves nothing half-done when processes are killed in the middle of ${name}`,
      async (storage, site) => {
        const folders = count(2).map((index) => `victim-${index}`);
        const last = await Promise.all(
          folders.map(async (folder, index) => {
            const peer = await site.start({ program: "victim", input: { name, folder } });
            let round = 0;
            for (let seen = 0; seen < 1 + 3 * index; seen += 1) round = Number(await peer.next());
            await setTimeout(Math.random() * 20);
            return Number((await peer.kill()).at(-1) ?? round);
          }),
        );
        const again = await site.open();
        for (const handle of [storage, again])
          await exercise(handle, `after-${handle === again ? "new" : "old"}`);
        for (const [index, folder] of folders.entries())
          await victims[name].check(again, folder, last[index] ?? 0);
      },
      { needs: ["persistent"] },
    );
  }
});
