/** The kinds of workers that can be made. */
export const workerKinds = ["shell", "python", "ts", "stdinout"] as const;

export type WorkerKind = (typeof workerKinds)[number];

/** What people call them who do not know our words. */
const others: Readonly<Record<string, WorkerKind>> = {
  bash: "shell",
  javascript: "ts",
  js: "ts",
  node: "ts",
  inline: "ts",
  pipe: "stdinout",
  program: "stdinout",
  typescript: "ts",
  uv: "python",
};

/** The kind of that name. */
export function workerKindOf(word: string): WorkerKind | undefined {
  return workerKinds.find((kind) => kind === word);
}

/** The kind that a misspelt word may mean. */
export function likelyKind(word: string): WorkerKind | undefined {
  const begin = word.toLowerCase();
  return others[begin] ?? workerKinds.find((kind) => kind.startsWith(begin.slice(0, 2)) && begin !== "");
}
