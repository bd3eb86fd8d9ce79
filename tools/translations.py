"""Keep the English translation whole: `python tools/translations.py --update` or `--check`.

The source text is Chinese. `--update` takes the strings of the code and the templates into the catalogue, drops those
that left, and compiles it; `--check` names everything that would show Chinese to a reader of English, and fails.
"""

import ast
import importlib
import pkgutil
import re
import string
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_file
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po, write_po
from jinja2 import Environment

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ROOT / "webapp"
CATALOGUE = SOURCES / "translations" / "en" / "LC_MESSAGES" / "messages.po"
COMPILED = CATALOGUE.with_suffix(".mo")
# the catalogue says nothing about when it was made: the same strings give the same bytes
MADE = datetime(2026, 1, 1, tzinfo=UTC)

METHODS = {".py": "python", ".html": "jinja2", ".txt": "jinja2"}
KEYWORDS: dict[str, tuple[Any, ...] | None] = {
    "_": None, "_l": None, "gettext": None, "lazy_gettext": None, "ngettext": (1, 2), "lazy_ngettext": (1, 2),
    "pgettext": ((1, "c"), 2), "lazy_pgettext": ((1, "c"), 2), "npgettext": ((1, "c"), 2, 3),
}  # fmt: skip
# here every visible word is a message; other layers speak in codes and names of the tables
WORDED = ("webapp/blueprints/", "webapp/web/", "webapp/templates/")
# the living page shows specimens
SPECIMENS = {"webapp/blueprints/kernel/design.py", "webapp/templates/design/index.html"}

CHINESE = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
FULL_WIDTH = re.compile(r"[\u3000-\u303f\ufe30-\ufe4f\uff00-\uffef]")
PLACEHOLDER = re.compile(r"%\(\w+\)[.0-9]*[a-z]|%%|\{\w+\}")
TAG = re.compile(r"</?[a-z]+[^>]*>")
# Chinese that an English page shows as it is: the switch to Chinese, the name of an entry in a catalogue
QUOTED = ("中文", "自动化类")


def main(arguments: list[str]) -> int:
    """Run the command and return its exit status."""
    if arguments == ["--update"]:
        print(update())
        return 0
    if arguments != ["--check"]:
        print("usage: python tools/translations.py --update | --check", file=sys.stderr)
        return 2
    complaints = [*faults(), *unmarked(), *nameless()]
    print("\n".join(complaints) or f"{len(read_catalogue())} strings, all in English")
    return 1 if complaints else 0


def update() -> str:
    """Bring the catalogue to the strings of today, compile it, and say what is left to do."""
    known = read_catalogue()
    fresh = new_catalogue()
    for message in extract():
        held = known.get(message.id, message.context)
        string = held.string if held is not None else ""
        fresh.add(message.id, string, flags=message.flags, context=message.context)
    write_catalogue(fresh)
    bare = sum(1 for message in fresh if message.id and not all(texts(message)))
    gone = sum(1 for message in known if message.id and fresh.get(message.id, message.context) is None)
    return f"{len(fresh)} strings, {bare} without English, {gone} dropped"


def write_catalogue(catalogue: Catalog) -> None:
    """Write the catalogue and its compiled form."""
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    with CATALOGUE.open("wb") as file:
        write_po(file, catalogue, sort_output=True, no_location=True, width=118)
    COMPILED.write_bytes(compiled(catalogue))


def compiled(catalogue: Catalog) -> bytes:
    """Return the catalogue as gettext reads it."""
    buffer = BytesIO()
    write_mo(buffer, catalogue)
    return buffer.getvalue()


def new_catalogue() -> Catalog:
    """Return an empty catalogue."""
    return Catalog(
        locale="en", project="zhiqiao", version="en", header_comment="", msgid_bugs_address="none",
        copyright_holder="Zhiqiao", last_translator="Zhiqiao", language_team="English",
        creation_date=MADE, revision_date=MADE, fuzzy=False,
    )  # fmt: skip


def read_catalogue() -> Catalog:
    """Return the catalogue as it stands in the file."""
    if not CATALOGUE.exists():
        return new_catalogue()
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="en")


def sources() -> Iterator[Path]:
    """Yield the files that may hold messages."""
    for path in sorted(SOURCES.rglob("*")):
        if path.suffix in METHODS and "static" not in path.relative_to(SOURCES).parts:
            yield path


def messages_of(path: Path) -> Iterator[tuple[str | tuple[str, ...], str | None]]:
    """Yield the messages of one file, each with its context."""
    found = extract_from_file(METHODS[path.suffix], path, keywords=KEYWORDS, options={"silent": "false"})
    for _line, message, _comments, context in found:
        yield message, context


def extract() -> Catalog:
    """Return every message of the code and the templates."""
    catalogue = new_catalogue()
    for path in sources():
        for message, context in messages_of(path):
            catalogue.add(message, context=context)
    return catalogue


def ids(message: Message) -> tuple[str, ...]:
    """Return the message in its one or two source forms."""
    return (message.id,) if isinstance(message.id, str) else tuple(message.id)


def texts(message: Message) -> tuple[str, ...]:
    """Return the translation in its one or two forms; one of them may be empty."""
    given = (message.string,) if isinstance(message.string, str) else tuple(message.string)
    return given + ("",) * (len(ids(message)) - len(given))


def faults() -> Iterator[str]:
    """Yield what is wrong with the catalogue and with its compiled form."""
    known, wanted = read_catalogue(), extract()
    for message in wanted:
        if message.id and known.get(message.id, message.context) is None:
            yield f"not in the catalogue (run --update): {shown(message)}"
    for message in known:
        if message.id and wanted.get(message.id, message.context) is None:
            yield f"no longer in the code (run --update): {shown(message)}"
        elif message.id:
            yield from faults_of(message)
    yield from (f"obsolete entry in the catalogue (run --update): {key}" for key in known.obsolete)
    if not COMPILED.exists() or meanings(read_mo(BytesIO(COMPILED.read_bytes()))) != meanings(known):
        yield f"{COMPILED.relative_to(ROOT)} is not the catalogue compiled (run --update)"


def faults_of(message: Message) -> Iterator[str]:
    """Yield what is wrong with one translation."""
    if message.fuzzy:
        yield f"fuzzy: {shown(message)}"
    if len(ids(message)) != (1 if isinstance(message.string, str) else len(message.string)):
        yield f"a wrong number of plural forms: {shown(message)}"
    for place, (source, text) in enumerate(zip(ids(message), texts(message), strict=False)):
        # “one seat” need not say its number
        silent = {"%(num)s"} if (place, len(ids(message))) == (0, 2) else set()
        wanted, given = PLACEHOLDER.findall(source), PLACEHOLDER.findall(text)
        if not text:
            yield f"untranslated: {shown(message)}"
        elif sorted(given) != sorted(wanted) and sorted([*given, *silent]) != sorted(wanted):
            yield f"other placeholders: {shown(message)} → {text!r}"
        elif sorted(TAG.findall(source)) != sorted(TAG.findall(text)):
            yield f"other tags: {shown(message)} → {text!r}"
        elif found := chinese_in(text):
            yield f"{found!r} in English: {shown(message)} → {text!r}"


def chinese_in(text: str) -> str:
    """Return the Chinese characters and full-width signs of an English text, quotations apart."""
    for quotation in QUOTED:
        text = text.replace(quotation, "")
    return "".join([*CHINESE.findall(text), *FULL_WIDTH.findall(text)])


def meanings(catalogue: Catalog) -> dict[tuple[str, str], tuple[str, ...]]:
    """Return what the catalogue says, by context and first form of the message."""
    said = [message for message in catalogue if message.id and any(texts(message))]
    # contexts that come out of a compiled catalogue are bytes
    contexts = [message.context.decode() if isinstance(message.context, bytes) else message.context for message in said]
    return {(context or "", ids(message)[0]): texts(message) for context, message in zip(contexts, said, strict=True)}


def unmarked() -> Iterator[str]:
    """Yield Chinese that the pages and their words hold outside of messages."""
    for path in sources():
        name = path.relative_to(ROOT).as_posix()
        if not name.startswith(WORDED) or name in SPECIMENS:
            continue
        found = [(held,) if isinstance(held, str) else held for held, _context in messages_of(path)]
        marked = {form for forms in found for form in forms}
        literals = literals_of_code(path) if path.suffix == ".py" else literals_of_template(path)
        for line, text in literals:
            if text not in marked and chinese_in(text):
                yield f"outside of gettext: {name}:{line}: {text.strip()!r}"


def literals_of_code(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the strings of a module, docstrings apart."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef)
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, documented) and node.body and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield node.lineno, node.value


def literals_of_template(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the text between the tags of a template, and the strings inside of them."""
    for line, kind, value in Environment(autoescape=True).lex(path.read_text(encoding="utf-8")):
        if kind == "data":
            yield from ((line + place, text) for place, text in enumerate(re.sub(r"<[^>]*>", "\n", value).split("\n")))
        elif kind == "string":
            yield line, str(ast.literal_eval(value))


def nameless() -> Iterator[str]:
    """Yield the members of enums that lack a name in either language."""
    models = importlib.import_module("webapp.models")
    for module in pkgutil.walk_packages(models.__path__, "webapp.models."):
        importlib.import_module(module.name)
    labels = importlib.import_module("webapp.models.kernel.labels")
    for kind in labels.LabelledEnum.__subclasses__():
        for member in kind:
            if not CHINESE.search(member.zh) and not set(member.zh) <= set(string.printable):
                yield f"no Chinese name: {kind.__name__}.{member.name}"
            if not member.zh or not member.en or chinese_in(member.en):
                yield f"no English name: {kind.__name__}.{member.name}"


def shown(message: Message) -> str:
    """Return the message as complaints quote it."""
    return repr(ids(message)[0]) + (f" ({message.context})" if message.context else "")


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    raise SystemExit(main(sys.argv[1:]))
