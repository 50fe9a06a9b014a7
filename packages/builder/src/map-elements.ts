const owners = new WeakSet();

/** An owner for the refs that a function given to `map` works with: they stand for elements and are no values of a graph. */
export function newMapElements(): object {
  const owner = {};
  owners.add(owner);
  return owner;
}

/** True for an owner that {@link newMapElements} made. */
export function isMapElements(owner: object): boolean {
  return owners.has(owner);
}
