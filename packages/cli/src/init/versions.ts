import { readFileSync } from "node:fs";
import { z } from "zod";

/** What a new project installs of others: what this version of ours is tested with. */
export const versions = {
  "@types/node": "^22.20.5",
  typescript: "~6.0.3",
  vitest: "^5.1.1",
  zod: "^4.6.7",
};

/** The range of our own packages that goes with this one. */
export function ownVersions(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));
  return `^${z.object({ version: z.string() }).parse(manifest).version}`;
}
