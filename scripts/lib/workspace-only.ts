/** What in a package.json means something inside this workspace only, as `key: value` in words. */
export function workspaceOnly(value: unknown, at = "package.json"): string[] {
  if (typeof value === "string") return /^(workspace|catalog):/.test(value) ? [`${at} = "${value}"`] : [];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    const place = `${at} > ${key}`;
    return key === "@tierkreis/source" ? [place] : workspaceOnly(inner, place);
  });
}
