/** A command of a ` ```console` block, and what it prints there. */
export interface SessionStep {
  readonly command: string;
  readonly output: string;
}

const uuid = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

/** The steps of a session as a page shows it: `$ ` before each command, its output below. */
export function sessionSteps(text: string): readonly SessionStep[] {
  return text
    .split(/^\$ /m)
    .slice(1)
    .map((step) => {
      const [command = "", ...lines] = step.split("\n");
      return { command, output: lines.join("\n").trimEnd() };
    });
}

/**
 * The run ids of a page are those of whoever wrote it: here each stands for the id that takes its place when the page is
 * tried, by the order in which they come. A short id stands for its run too.
 */
export class SessionIds {
  readonly #ids = new Map<string, string>();

  /** Notes which ids take the place of those that a page shows. */
  learn(shown: string, printed: string): void {
    const real = printed.match(uuid) ?? [];
    for (const [index, id] of (shown.match(uuid) ?? []).entries()) {
      const found = real[index];
      if (found !== undefined && !this.#ids.has(id)) this.#ids.set(id, found);
    }
  }

  /** A command of the page, with real ids. */
  real(command: string): string {
    let text = command;
    for (const [id, found] of this.#ids)
      text = text.replaceAll(id, found).replaceAll(id.slice(0, 8), found.slice(0, 8));
    return text;
  }

  /** What was printed, with the ids of the page. */
  shown(printed: string): string {
    let text = printed;
    for (const [id, found] of this.#ids)
      text = text.replaceAll(found, id).replaceAll(found.slice(0, 8), id.slice(0, 8));
    return text;
  }
}

/** A text without what differs from one time or machine to the next: times, dates, widths of columns, where the shell lies. */
export function timeless(text: string): string {
  return text
    .replaceAll(/\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?(?:Z| UTC)/g, "<date>")
    .replaceAll(/\b\d+(?:\.\d+)? (?:ms|s|min|h|d)(?: \d+ (?:s|min|h))?\b/g, "<time>")
    .replaceAll(/(?:\/usr|\/opt\/\w+)?\/bin\/bash/g, "bash")
    .replaceAll(/ +/g, " ")
    .replaceAll(/ +$/gm, "");
}
