import { cpSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** Words of a template, and what stands there in the copy. */
export type Words = Readonly<Record<string, string>>;

const templates = fileURLToPath(new URL("../../templates/", import.meta.url));

/**
 * Copies a folder of `templates/` into one that there is. Words are replaced in names and texts. A name that begins with `_`
 * stands for a file that packing would leave out or take for its own (`_gitignore` is `.gitignore`).
 */
export function copyTemplate(name: string, into: string, words: Words): void {
  cpSync(join(templates, name), into, { recursive: true });
  for (const entry of readdirSync(join(templates, name), { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(into, entry.parentPath.slice(join(templates, name).length), entry.name);
    const own = ownName(basename(path), words);
    writeFileSync(path, replaced(readFileSync(path, "utf8"), words));
    if (own !== entry.name) renameSync(path, join(dirname(path), own));
  }
}

function ownName(name: string, words: Words): string {
  if (name === "_gitignore") return ".gitignore";
  return replaced(name.replace(/^_/, ""), words);
}

function replaced(text: string, words: Words): string {
  return Object.entries(words).reduce((done, [word, by]) => done.replaceAll(word, () => by), text);
}
