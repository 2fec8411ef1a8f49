"""What the processes of the tests keep from one application to the next, and what they do cheaply. Tests see no difference.

Production makes one application a process; the suite makes thousands, on as many databases.
"""

from typing import Any

from argon2 import PasswordHasher
from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from jinja2.bccache import Bucket, BytecodeCache
from sqlalchemy import Engine, event
from sqlalchemy.engine import Dialect
from sqlalchemy.util import LRUCache
from werkzeug.routing import Rule

from lms.accounts import passwords

AGREED_HASHER = passwords._hasher
"""What production hashes passwords with: the test of its cost takes it."""


class CompiledTemplates(BytecodeCache):
    """Compiled templates, shared by every application of this process: compiling them took 40 % of the suite's time."""

    def __init__(self) -> None:
        self.code: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self.code:
            bucket.bytecode_from_string(self.code[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.code[bucket.key] = bucket.bytecode_to_string()


_compile = Rule.compile
_compiled: dict[tuple[object, ...], dict[str, Any]] = {}


def _compile_once(rule: Rule) -> None:
    """What an address means, read once for all applications of this process: it was most of an application's start."""
    map_ = rule.map
    converters = tuple(map_.converters.items())
    written = (rule.rule, repr(rule.defaults), rule.subdomain, rule.host, rule.merge_slashes, rule.build_only)
    key = (type(rule), *written, map_.host_matching, map_.default_subdomain, converters)
    known = _compiled.get(key)
    if known is None:
        _compile(rule)
        known = _compiled[key] = {
            "_parts": rule._parts,
            "_trace": rule._trace,
            "_converters": rule._converters,
            "arguments": frozenset(rule.arguments),
            "_build": rule._build.__func__,  # type: ignore[attr-defined]
            "_build_unknown": rule._build_unknown.__func__,  # type: ignore[attr-defined]
        }
        return
    rule._parts, rule._trace, rule._converters = known["_parts"], known["_trace"], known["_converters"]
    rule.arguments = set(known["arguments"])
    rule._build = known["_build"].__get__(rule)
    rule._build_unknown = known["_build_unknown"].__get__(rule)


_make_engine = SQLAlchemy._make_engine
_statements: dict[str, tuple[Dialect, "LRUCache[Any, Any]"]] = {}


def _make_engine_that_knows(*args: Any) -> Engine:
    """An engine that shares the SQL made from statements with those before it: making it was a fifth of the suite's time.

    It does so through the dialect of the first engine that connected, with which SQLAlchemy keeps that SQL.
    """
    engine = _make_engine(*args)
    driver = engine.dialect.dialect_description
    if driver in _statements:
        engine.dialect, engine._compiled_cache = _statements[driver]
        engine.pool._dialect = engine.dialect
        return engine
    engine._compiled_cache = LRUCache(4000)

    def keep(*connected: object) -> None:
        _statements.setdefault(driver, (engine.dialect, engine._compiled_cache))  # type: ignore[arg-type]

    event.listen(engine.pool, "connect", keep)
    return engine


def install() -> None:
    """Before any application is made."""
    passwords._hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    Rule.compile = _compile_once  # type: ignore[method-assign]
    Flask.jinja_options = {**Flask.jinja_options, "bytecode_cache": CompiledTemplates()}
    SQLAlchemy._make_engine = _make_engine_that_knows  # type: ignore[method-assign]
