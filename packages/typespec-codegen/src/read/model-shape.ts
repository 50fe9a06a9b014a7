import { isStdNamespace, type Model, type ModelProperty, type Type } from "@typespec/compiler";

/** A model's properties, those of the models it extends first. */
export function allProperties(model: Model): readonly ModelProperty[] {
  const inherited = model.baseModel ? allProperties(model.baseModel) : [];
  const own = new Map(model.properties);
  const kept = inherited.filter((property) => !own.has(property.name));
  return [...kept, ...own.values()];
}

/** Whether the model is an array or a record, or has further properties of one type. */
export function indexOf(
  model: Model,
): { readonly kind: "Array" | "Record"; readonly value: Type } | undefined {
  if (model.indexer) {
    return { kind: model.indexer.key.name === "integer" ? "Array" : "Record", value: model.indexer.value };
  }
  // Inside a template declaration `T[]` and `Record<T>` have no indexer.
  const standard = model.namespace !== undefined && isStdNamespace(model.namespace);
  if (standard && (model.name === "Array" || model.name === "Record")) {
    const value = model.templateMapper?.args[0];
    return value?.entityKind === "Type" ? { kind: model.name, value } : undefined;
  }
  for (const source of [...model.sourceModels.map((each) => each.model), model.baseModel]) {
    const index = source && indexOf(source);
    if (index) return index;
  }
  return undefined;
}
