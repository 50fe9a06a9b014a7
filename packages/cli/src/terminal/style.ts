import { styleText } from "node:util";

/** Words in colour where a person reads them: a terminal, and neither `NO_COLOR` nor `TERM=dumb`. `FORCE_COLOR` insists. */
export interface Style {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly red: (text: string) => string;
  readonly green: (text: string) => string;
  readonly yellow: (text: string) => string;
  readonly cyan: (text: string) => string;
}

/** The style that a stream's reader can see. */
export function styleFor(stream: NodeJS.WriteStream): Style {
  const paint = (format: Parameters<typeof styleText>[0]) => (text: string) =>
    process.env["TERM"] === "dumb" && process.env["FORCE_COLOR"] === undefined
      ? text
      : styleText(format, text, { stream });
  return {
    bold: paint("bold"),
    dim: paint("dim"),
    red: paint("red"),
    green: paint("green"),
    yellow: paint("yellow"),
    cyan: paint("cyan"),
  };
}
