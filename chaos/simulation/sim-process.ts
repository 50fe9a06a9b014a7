/** A process of the simulated world: what it set in motion stops with it, and stands still while it is paused. */
export class SimProcess {
  readonly name: string;
  /** Where it runs: processes of one machine see whether the other one lives. */
  readonly machine: string;
  isDead = false;
  /** Nothing of it happens before this moment, in milliseconds. */
  pausedUntil = 0;

  constructor(name: string, machine: string) {
    this.name = name;
    this.machine = machine;
  }
}
