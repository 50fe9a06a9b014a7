"""Asks a Python worker for its tasks: `python describe.py MAIN OUT` writes them to OUT as JSON.

Runs with the worker's own interpreter. The worker's program is started as for `--stubs-path`; what its `Worker` would do
then is replaced, so that types come as data. What has no JSON form that is known for sure is called "any", with a reason.
"""

import dataclasses
import inspect
import json
import math
import os
import runpy
import sys
import traceback
import types
import typing
from collections import abc
from enum import Enum
from importlib.util import find_spec

LISTS = (list, abc.Sequence, abc.MutableSequence)
SETS = (set, frozenset, abc.Set)
DICTS = (dict, abc.Mapping, abc.MutableMapping)
PLAIN = {bool: "bool", int: "int", float: "float", str: "str", type(None): "none", None: "none"}
# What pydantic writes as text, and reads from text.
TEXTS = {
    ("datetime", "date"), ("datetime", "datetime"), ("datetime", "time"), ("datetime", "timedelta"),
    ("decimal", "Decimal"), ("pathlib", "Path"), ("uuid", "UUID"),
}


def anything(why):
    return {"kind": "any", "why": why}


def name_of(t):
    return getattr(t, "__qualname__", None) or str(t)


def has_all(t, *names):
    return all(hasattr(t, name) for name in names)


def own_doc(cls):
    """What somebody wrote: NamedTuple and dataclass make a text of their own."""
    doc = cls.__dict__.get("__doc__")
    return None if doc is None or doc.startswith(f"{cls.__name__}(") else inspect.cleandoc(doc)


def parameters(t):
    return list(getattr(t, "__type_params__", ()) or getattr(t, "__parameters__", ()))


def default_of(value, kind):
    """A default that JSON holds exactly; None when there is no such thing."""
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return {"json": value}
    if isinstance(value, int) and abs(value) < 2**53 and kind != "float":
        return {"json": value}
    if isinstance(value, float) and math.isfinite(value) and not value.is_integer():
        return {"json": value}
    if isinstance(value, list) and not value:
        return {"json": value}
    return None


class Describer:
    def __init__(self):
        self.declarations = []
        self.known = {}

    def declare(self, cls, pydantic, params, body):
        """The index of a declaration, which may refer to itself."""
        key = (cls, pydantic)
        if key not in self.known:
            self.known[key] = len(self.declarations)
            entry = {
                "name": name_of(cls).split(".")[-1],
                "module": cls.__module__.split("."),
                "doc": own_doc(cls) if inspect.isclass(cls) else None,
                "params": [p.__name__ for p in params],
            }
            self.declarations.append(entry)
            entry["body"] = body()
        return self.known[key]

    def type(self, t, scope, pydantic=False, top=False):
        """`scope`: the type parameters that are known. `top`: the type of a whole port, where bytes stand for themselves."""
        if isinstance(t, typing.TypeVar):
            if t.__name__ in scope:
                return {"kind": "param", "name": t.__name__}
            return anything(f"the type parameter {t.__name__} stands for nothing here")
        if t in (typing.Any, object) or t is inspect.Parameter.empty:
            return anything(f"{'Any' if t is typing.Any else 'nothing'} is what Python says of it")
        if isinstance(t, str) or isinstance(t, typing.ForwardRef):
            return anything(f"{t!r} is the name of a type that is not known")
        if hasattr(t, "__supertype__"):
            return self.type(t.__supertype__, scope, pydantic, top)
        if hasattr(typing, "TypeAliasType") and isinstance(t, typing.TypeAliasType) and not parameters(t):
            return {"kind": "ref", "to": self.declare(t, pydantic, [], lambda: self.type(t.__value__, (), pydantic)), "args": []}
        origin, args = typing.get_origin(t), typing.get_args(t)
        if origin is typing.Annotated:
            return self.annotated(args, scope, pydantic, top)
        if origin in (typing.Union, types.UnionType):
            return self.union(t, args, (scope, pydantic, top))
        if origin is typing.Literal:
            fits = all(v is None or isinstance(v, (str, bool, int)) and not isinstance(v, Enum) for v in args)
            return {"kind": "literal", "values": list(args)} if fits else anything(f"{t} has values of other kinds")
        return self.container(t, origin or t, args, (scope, pydantic)) or self.named(t, origin or t, args, (scope, pydantic))

    def annotated(self, args, scope, pydantic, top):
        for note in args[1:]:
            kind, module = type(note).__name__, type(note).__module__
            if kind == "Serializer" and not pydantic:
                if note.serialization_method == "bytes":
                    return {"kind": "bytes", "why": "the worker has a form of its own for it"}
                return anything("the worker has a form of its own for it")
            if module.startswith(("pydantic.functional_", "pydantic.types")) or hasattr(note, "__get_pydantic_core_schema__"):
                return anything("the worker has a form of its own for it")
        return self.type(args[0], scope, pydantic, top)

    def union(self, t, args, context):
        scope, pydantic, top = context
        options = [self.type(a, scope, pydantic) for a in args]
        if any(o["kind"] == "any" for o in options) or (top and any(o["kind"] == "bytes" for o in options)):
            return anything(f"{t} is not told apart by its form")
        return {"kind": "union", "options": options}

    def container(self, t, origin, args, context):
        item = lambda a: self.type(a, *context)
        bare = anything(f"{name_of(origin)} says nothing of what it holds")
        if origin in LISTS or (context[1] and origin in SETS):
            return {"kind": "list", "item": item(args[0]) if args else bare}
        if origin in DICTS:
            return {"kind": "dict", "value": item(args[1]) if args else bare}
        if origin is tuple:
            if not args or (len(args) == 2 and args[1] is Ellipsis):
                return {"kind": "list", "item": item(args[0]) if args else bare}
            return {"kind": "tuple", "items": [item(a) for a in args if a != ()]}
        return None

    def named(self, t, origin, args, context):
        scope, pydantic = context
        if origin in PLAIN:
            return {"kind": PLAIN[origin]}
        if origin in (bytes, bytearray, memoryview) and not pydantic:
            return {"kind": "bytes"}
        if origin is complex and not pydantic:
            return {"kind": "complex"}
        if not inspect.isclass(origin):
            return anything(f"{t} has no JSON form that is known")
        if pydantic and issubclass(origin, Enum):
            values = [m.value for m in origin]
            fits = all(isinstance(v, (str, bool, int)) for v in values)
            return {"kind": "literal", "values": values} if fits else anything(f"{name_of(origin)} has values of other kinds")
        if pydantic and (origin.__module__.split(".")[0].lstrip("_"), origin.__name__) in TEXTS:
            return {"kind": "str"}
        if issubclass(origin, tuple) and hasattr(origin, "_fields"):
            return self.named_tuple(origin, args, scope, pydantic)
        return self.model(t, origin, pydantic)

    def named_tuple(self, cls, args, scope, pydantic):
        params = parameters(cls)
        names = tuple(p.__name__ for p in params)
        hints = typing.get_type_hints(cls, include_extras=True)
        def fields():
            types_of = [self.type(hints.get(f, typing.Any), names, pydantic) for f in cls._fields]
            if pydantic:
                return {"kind": "tuple", "items": types_of}
            return {"kind": "object", "fields": [{"name": f, "type": t} for f, t in zip(cls._fields, types_of)]}
        to = self.declare(cls, pydantic, params, fields)
        given = [self.type(a, scope, pydantic) for a in args] or [anything("no type is given for it") for _ in params]
        return {"kind": "ref", "to": to, "args": given}

    def model(self, t, cls, pydantic):
        """In the order in which the worker's library looks at a value."""
        module = cls.__module__
        if module.startswith("tierkreis.") and cls.__name__ in ("Workflow", "GraphData"):
            return anything("it is a graph")
        if module.startswith("hugr."):
            return {"kind": "bytes", "why": f"{module}.{name_of(cls)}, in its own form"}
        if has_all(cls, "to_dict", "from_dict") and not pydantic:
            return {"kind": "dict", "value": anything(f"{name_of(cls)}.to_dict says what it is")}
        if has_all(cls, "to_list", "from_list") and not pydantic:
            return {"kind": "list", "item": anything(f"{name_of(cls)}.to_list says what it is")}
        if hasattr(cls, "model_fields") and hasattr(cls, "model_dump"):
            return self.pydantic_model(cls)
        if has_all(cls, "dumps", "tobytes", "tolist") and not pydantic:
            return {"kind": "bytes", "why": f"{module}.{name_of(cls)}, pickled"}
        if pydantic and dataclasses.is_dataclass(cls):
            return {"kind": "ref", "to": self.declare(cls, True, [], lambda: self.dataclass(cls)), "args": []}
        return anything(f"{module}.{name_of(cls)} has no JSON form that is known")

    def pydantic_model(self, cls):
        rules = cls.__pydantic_decorators__
        odd = rules.field_serializers or rules.model_serializers or rules.computed_fields
        before = any(getattr(v.info, "mode", "") in ("before", "wrap", "plain") for v in
                     [*rules.field_validators.values(), *rules.model_validators.values()])
        aliases = any(f.alias or f.validation_alias for f in cls.model_fields.values())
        if odd or before or rules.validators or rules.root_validators or (aliases and not cls.model_config.get("populate_by_name")):
            return anything(f"{name_of(cls)} is written or read in a way of its own")
        if "__get_pydantic_core_schema__" in cls.__dict__ or cls.model_config.get("extra") == "allow":
            return anything(f"{name_of(cls)} holds more than its fields")
        if "root" in cls.model_fields and any(b.__name__ == "RootModel" for b in cls.__mro__):
            # The library gives a model its fields by name, which such a one does not take.
            return anything(f"{name_of(cls)} is a root model")
        def fields():
            return {"kind": "object", "fields": [self.field(n, f) for n, f in cls.model_fields.items() if not f.exclude]}
        return {"kind": "ref", "to": self.declare(cls, True, [], fields), "args": []}

    def field(self, name, field):
        annotation = field.annotation
        if field.metadata:
            annotation = typing.Annotated[(annotation, *field.metadata)]
        described = {"name": name, "type": self.type(annotation, (), True), "doc": field.description}
        if not field.is_required():
            described["optional"] = True
            described["default"] = None if field.default_factory else default_of(field.default, described["type"]["kind"])
        return described

    def dataclass(self, cls):
        hints = typing.get_type_hints(cls, include_extras=True)
        fields = []
        for f in dataclasses.fields(cls):
            described = {"name": f.name, "type": self.type(hints.get(f.name, typing.Any), (), True)}
            missing = dataclasses.MISSING
            if f.default is not missing or f.default_factory is not missing:
                described["optional"] = True
                described["default"] = None if f.default is missing else default_of(f.default, described["type"]["kind"])
            fields.append(described)
        return {"kind": "object", "fields": fields}

    def task(self, func):
        signature = inspect.signature(func)
        out = signature.return_annotation
        params = []
        for t in [*(p.annotation for p in signature.parameters.values()), out]:
            for p in [t] if isinstance(t, typing.TypeVar) else type_variables(t):
                if p not in params:
                    params.append(p)
        scope = tuple(p.__name__ for p in params)
        inputs = []
        for p in signature.parameters.values():
            described = {"name": p.name, "type": self.type(p.annotation, scope, top=True)}
            if p.default is not inspect.Parameter.empty:
                described["optional"] = True
                described["default"] = default_of(p.default, described["type"]["kind"])
            inputs.append(described)
        doc = inspect.getdoc(func)
        return {"name": func.__name__, "doc": doc, "params": list(scope), "inputs": inputs, "outputs": self.outputs(out, scope)}

    def outputs(self, out, scope):
        cls = typing.get_origin(out) or out
        if not hasattr(cls, "__tkr_portmapping__"):
            return [{"name": "value", "type": self.type(out, scope, top=True)}]
        hints = typing.get_type_hints(cls, include_extras=True)
        given = dict(zip(parameters(cls), typing.get_args(out)))
        return [{"name": f, "type": self.type(given.get(hints[f], hints[f]), scope, top=True)} for f in cls._fields]


def type_variables(t):
    found = list(getattr(t, "__parameters__", ())) if not inspect.isclass(t) else []
    return [p for p in found if isinstance(p, typing.TypeVar)]


def describe(worker):
    describer = Describer()
    tasks, skipped = [], []
    for name in worker.functions:
        func = getattr(worker, "_described", {}).get(name)
        if func is None:
            skipped.append({"name": name, "why": "it is a primitive task, which says nothing of its ports"})
            continue
        kinds = {p.kind for p in inspect.signature(func).parameters.values()}
        if kinds & {inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD, inspect.Parameter.POSITIONAL_ONLY}:
            skipped.append({"name": name, "why": "it has parameters without names", "line": func.__code__.co_firstlineno})
            continue
        tasks.append(describer.task(func))
    return {"declarations": describer.declarations, "tasks": tasks, "skipped": skipped}


def ask(main):
    if find_spec("tierkreis") is None:
        return {"none": "it does not use the Python package tierkreis"}
    from tierkreis import Worker

    found = []
    add_types = Worker.add_types

    def remember(self, func):
        self.__dict__.setdefault("_described", {})[func.__name__] = func
        add_types(self, func)

    Worker.add_types = remember
    Worker.app = lambda self, argv: found.append(self)
    sys.argv = [main, "--stubs-path", os.devnull]
    sys.path[0] = os.path.dirname(main)
    try:
        runpy.run_path(main, run_name="__main__")
    except BaseException as error:
        if not found:
            return {"error": place(error, os.path.dirname(main))}
    if not found:
        return {"error": {"message": "it ends without a call of worker.app(argv), which would tell its tasks"}}
    return describe(found[0])


def place(error, folder):
    message = f"{type(error).__name__}: {error}"
    if isinstance(error, SyntaxError) and error.filename:
        return {"message": f"SyntaxError: {error.msg}", "file": error.filename, "line": error.lineno}
    own = [f for f in traceback.extract_tb(error.__traceback__) if f.filename.startswith(folder + os.sep)]
    return {"message": message, **({"file": own[-1].filename, "line": own[-1].lineno} if own else {})}


if __name__ == "__main__":
    result = ask(os.path.abspath(sys.argv[1])) if (target := sys.argv[2]) else None
    with open(target, "w", encoding="utf-8") as file:
        json.dump(result, file)
