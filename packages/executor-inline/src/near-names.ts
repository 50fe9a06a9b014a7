/** A sentence with the near names, or nothing. */
export function hintAt(name: string, known: Iterable<string>): string {
  const near = nearNames(name, known);
  return near.length === 0 ? "" : ` Did you mean ${near.join(" or ")}?`;
}

/** The known names that were perhaps meant: at most three, at most a third of the letters away, the nearest first. */
function nearNames(name: string, known: Iterable<string>): readonly string[] {
  const most = Math.max(1, Math.floor(name.length / 3));
  return [...new Set(known)]
    .map((other) => ({ other, distance: distanceBetween(name.toLowerCase(), other.toLowerCase()) }))
    .filter(({ distance }) => distance <= most)
    .toSorted((a, b) => a.distance - b.distance)
    .slice(0, 3)
    .map(({ other }) => other);
}

/** How many letters have to be added, removed or replaced (Levenshtein). */
function distanceBetween(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
