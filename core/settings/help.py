"""The sentence under each field of a config, for widgets and the command line."""

import ast
import functools
import inspect

from core.config import CONFIGS, Config


def field_help(cls: type[Config]) -> dict[str, str]:
    """The sentence under each field of a config, read from its source."""
    return _field_help(cls.kind)


@functools.cache
def _field_help(kind: str) -> dict[str, str]:
    cls = CONFIGS[kind]
    body = ast.parse(inspect.getsource(cls)).body[0]
    assert isinstance(body, ast.ClassDef)
    texts = {}
    for field, text in zip(body.body, body.body[1:], strict=False):
        if isinstance(field, ast.AnnAssign) and isinstance(text, ast.Expr):
            assert isinstance(field.target, ast.Name) and isinstance(text.value, ast.Constant)
            texts[field.target.id] = " ".join(str(text.value.value).split())
    return texts
