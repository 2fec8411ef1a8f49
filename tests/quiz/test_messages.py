"""Every reason that the quiz gives has one sentence, and every sentence has its values."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import lms.quiz
from lms.quiz.messages import SENTENCES

ROOT = Path(lms.quiz.__path__[0])
PLACES = re.compile(r"%\((\w+)\)s")


def nodes() -> Iterator[tuple[str, ast.AST]]:
    for path in ROOT.rglob("*.py"):
        if not path.name.endswith("messages.py"):
            yield from ((path.name, node) for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))))


def calls() -> Iterator[tuple[str, str, set[str]]]:
    """Each `reason("code", name=…)` call under the quiz: where, the code, the names.

    A code that is chosen or put together is left out; the engine's tests look at those of the settings' summary.
    """
    for name, node in nodes():
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "reason":
            names = {keyword.arg for keyword in node.keywords if keyword.arg}
            if isinstance(node.args[0], ast.Constant):
                yield f"{name}:{node.lineno}", str(node.args[0].value), names


def test_every_code_has_a_sentence_with_values_that_its_call_gives() -> None:
    found = list(calls())
    assert len(found) > 50
    for where, code, names in found:
        # Codes of other features (`locked.…`) have their sentences there.
        if code in SENTENCES or code.split(".")[0] in {known.split(".")[0] for known in SENTENCES}:
            assert code in SENTENCES, f"{where}: {code} has no sentence"
            missing = set(PLACES.findall(SENTENCES[code])) - names
            assert not missing, f"{where}: {code} lacks {missing}"


def test_every_sentence_is_used() -> None:
    """Named somewhere in the source, whole or by its beginning; `marks_…` are made of `feedback_…`."""
    written = [node.value for _, node in nodes() if isinstance(node, ast.Constant)]
    whole = {text for text in written if isinstance(text, str)}
    begun = tuple(text for text in whole if re.fullmatch(r"[a-z]+\.[a-z_]+_", text))
    unused = {code for code in SENTENCES if code not in whole and not code.startswith(begun)}
    assert {code for code in unused if code.replace("marks_", "feedback_") not in whole} == set()


def test_every_sentence_can_be_filled_in() -> None:
    for code, sentence in SENTENCES.items():
        filled = sentence % dict.fromkeys(PLACES.findall(sentence), "1")
        assert "%(" not in filled, code
        assert filled[0].isupper() or filled[0].isdigit(), code
