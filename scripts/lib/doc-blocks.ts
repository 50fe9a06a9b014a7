/** A fenced block of a Markdown page, as we mark ours: ` ```ts file=graph.ts`, ` ```sh no-run`, ` ```text output`. */
export interface DocBlock {
  /** `ts`, `sh`, ...; empty when the fence says nothing. */
  readonly language: string;
  readonly text: string;
  /** The line of the page that the text begins on, 1 for the first. */
  readonly line: number;
  /** The block is this file of the page's folder; it is not run by itself. */
  readonly file: string | undefined;
  /** Only looked at. */
  readonly noRun: boolean;
  /** The program goes on from the blocks before it, and is run with them. */
  readonly continued: boolean;
  /** It is what the block before prints. */
  readonly isOutput: boolean;
}

const knownWords = /^(?:file=\S+|no-run|output|continued)$/;

/** All fenced blocks of a page. Throws on a mark that means nothing, and on a fence that is not closed. */
export function docBlocks(markdown: string): readonly DocBlock[] {
  const blocks: DocBlock[] = [];
  let open:
    { readonly fence: string; readonly info: string; readonly line: number; lines: string[] } | undefined;
  markdown.split("\n").forEach((line, index) => {
    const [, fence, info = ""] = /^ *(`{3,}|~{3,})(.*)$/.exec(line) ?? [];
    if (open === undefined) {
      if (fence !== undefined) open = { fence, info: info.trim(), line: index + 2, lines: [] };
    } else if (fence === open.fence && info.trim() === "") {
      blocks.push(toBlock(open));
      open = undefined;
    } else {
      open.lines.push(line);
    }
  });
  if (open !== undefined) throw new Error(`The fence before line ${open.line} is not closed.`);
  return blocks;
}

function toBlock({ info, line, lines }: { info: string; line: number; lines: readonly string[] }): DocBlock {
  const [language = "", ...words] = info.split(/ +/);
  const unknown = words.find((word) => !knownWords.test(word));
  if (unknown !== undefined)
    throw new Error(`The mark "${unknown}" of the block at line ${line} means nothing.`);
  return {
    language,
    text: lines.map((one) => `${one}\n`).join(""),
    line,
    file: words.find((word) => word.startsWith("file="))?.slice("file=".length),
    noRun: words.includes("no-run"),
    continued: words.includes("continued"),
    isOutput: words.includes("output"),
  };
}

/** The targets of a page's own links: relative paths and `#fragments`, outside of fenced blocks. */
export function docLinks(markdown: string): readonly string[] {
  const prose = markdown.replaceAll(/^ *(`{3,})[^]*?^ *\1$/gm, "").replaceAll(/`[^`\n]*`/g, "");
  const targets = [...prose.matchAll(/\]\(([^()\s]+)\)/g)].map(([, target]) => target ?? "");
  return targets.filter((target) => !/^[a-z]+:/.test(target));
}

/** The fragments that a page's headings can be reached by. */
export function docFragments(markdown: string): ReadonlySet<string> {
  const headings = [...markdown.matchAll(/^#+ (.*)$/gm)].map(([, heading]) => heading ?? "");
  return new Set(
    headings.map((heading) =>
      heading
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N} _-]/gu, "")
        .replaceAll(" ", "-"),
    ),
  );
}
