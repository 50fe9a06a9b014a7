import {
  type DecoratedType,
  type DecoratorApplication,
  getNamespaceFullName,
  type Value,
} from "@typespec/compiler";

/**
 * The applications of a decorator of TypeSpec's own, the one that counts most first. The record is read instead of the
 * state that decorators leave behind: inside a template declaration they leave none.
 */
export function applications(type: DecoratedType, name: string): readonly DecoratorApplication[] {
  return type.decorators.filter(
    ({ definition }) =>
      definition?.name === `@${name}` && getNamespaceFullName(definition.namespace) === "TypeSpec",
  );
}

/** The first argument of a decorator of TypeSpec's own. */
export function firstArgument(type: DecoratedType, name: string): Value | undefined {
  const value = applications(type, name)[0]?.args[0]?.value;
  return value?.entityKind === "Value" ? value : undefined;
}

/** True for a model whose properties are ports. */
export function isPortmapping(type: DecoratedType): boolean {
  return type.decorators.some(({ definition }) => definition?.name === "@portmapping");
}
