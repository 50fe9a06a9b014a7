/** How much of everything is done. */
interface Amount {
  /** Small counts and few rounds: whether everything works, not what it costs. */
  readonly quick: boolean;
}

/** Where a measure may put files. They stay until the end: on ext4, files that come and go make later ones slower. */
export interface Ground extends Amount {
  /** A new, empty folder. */
  readonly folder: (name: string) => string;
}

/** Does something once and says what it took, in the unit of its figures. */
type Subject = (round: number) => number | Promise<number>;

export type Subjects = Readonly<Record<string, Subject>>;

/** Subjects that take turns, and what is told of them. */
export interface Contest {
  /** Rounds that count; each runs every subject once. */
  readonly rounds: number;
  /** Rounds before, which pay for the compiler. @default 1 */
  readonly warmUp?: number;
  /** Made when it is their turn, and only when a figure of theirs is asked for. */
  readonly subjects: () => Subjects | Promise<Subjects>;
  readonly figures: readonly Figure[];
}

/** One line of the table. */
export interface Figure {
  /** Begins with the id of its measure. */
  readonly id: string;
  readonly what: string;
  readonly unit: string;
  /** The subject that is told of. */
  readonly of: string;
  /** The subject to compare with, and what it does in words. */
  readonly against?: readonly [subject: string, words: string];
  readonly goal?: Goal;
}

/** What is to hold. When more is given, one of them is enough. */
export interface Goal {
  /** The value is no more than this. */
  readonly value?: number;
  /** The value is no more than this many times the yardstick's. */
  readonly ratio?: number;
  /** The value is no more than this above the yardstick's. */
  readonly beyond?: number;
}

/** A figure that can not be taken here, and why. */
export interface Missing {
  readonly id: string;
  readonly what: string;
  readonly missing: string;
}

export type Entry = Contest | Missing;

/** What a module of a measure exports. It is loaded in a process of its own. */
export interface Measure {
  readonly contests: (ground: Ground) => readonly Entry[] | Promise<readonly Entry[]>;
}
