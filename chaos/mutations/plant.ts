// Loaded before everything else (`node --import`): plants the bug that CHAOS_MUTATION names into what this process loads. Nothing
// on the disk changes, so it disturbs nobody who works in the same tree.
import { registerHooks } from "node:module";
import { planted } from "./bug.ts";
import { chosenBug } from "./chosen-bug.ts";

const bug = chosenBug();

registerHooks({
  load(url, context, nextLoad) {
    const loaded = nextLoad(url, context);
    if (!url.endsWith(`/packages/${bug.file}`)) return loaded;
    const { source = "" } = loaded;
    const text = typeof source === "string" ? source : new TextDecoder().decode(source);
    return { ...loaded, source: planted(bug, text) };
  },
});
