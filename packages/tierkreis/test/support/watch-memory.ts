/** Looks at this process's memory until asked how much it has grown at most, in bytes. */
export function watchMemory(): { readonly grown: () => number } {
  const before = process.memoryUsage.rss();
  let most = before;
  const look = () => (most = Math.max(most, process.memoryUsage.rss()));
  const timer = setInterval(look, 5);
  return {
    grown: () => {
      clearInterval(timer);
      look();
      return most - before;
    },
  };
}
