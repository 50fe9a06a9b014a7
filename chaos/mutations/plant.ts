// Loaded before everything else (`node --import`): plants the bug that CHAOS_MUTATION names into what this process loads. Nothing
// on the disk changes, so it disturbs nobody who works in the same tree.
import { registerHooks } from "node:module";
import { mutations } from "./mutations.ts";

const name = process.env["CHAOS_MUTATION"] ?? "";
const mutation = mutations[name];
if (mutation === undefined) throw new TypeError(`There is no mutation ${JSON.stringify(name)}.`);
const { file, find, replace } = mutation;

registerHooks({
  load(url, context, nextLoad) {
    const loaded = nextLoad(url, context);
    if (!url.endsWith(`/packages/${file}`)) return loaded;
    const { source = "" } = loaded;
    const text = typeof source === "string" ? source : new TextDecoder().decode(source);
    const parts = text.split(find);
    if (parts.length !== 2) throw new Error(`The mutation ${name} fits ${file} ${parts.length - 1} times.`);
    return { ...loaded, source: parts.join(replace) };
  },
});
