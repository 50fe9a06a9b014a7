/** The known names that are nearest to a mistyped one, at most three; none that is far from it. */
export function nearNames(name: string, known: readonly string[]): readonly string[] {
  const most = Math.max(1, Math.floor(name.length / 3));
  return known
    .map((other) => ({ other, distance: other.includes(name) ? 0 : editDistance(name, other) }))
    .filter(({ distance }) => distance <= most)
    .toSorted((a, b) => a.distance - b.distance)
    .slice(0, 3)
    .map(({ other }) => other);
}

/** How many letters must be changed, added or removed. */
function editDistance(a: string, b: string): number {
  let above = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const [row, letter] of Array.from(a).entries()) {
    const current = [row + 1];
    for (const [column, other] of Array.from(b).entries()) {
      const changed = (above[column] ?? 0) + (letter === other ? 0 : 1);
      current.push(Math.min(changed, (above[column + 1] ?? 0) + 1, (current[column] ?? 0) + 1));
    }
    above = current;
  }
  return above.at(-1) ?? 0;
}
