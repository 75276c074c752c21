"""What imports what: routes → forms, operations → models → core, and features only along one list."""

import ast
import re
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CODE = ROOT / "peer_app"

#: What a feature may import of other features; everything else goes by a signal or through core.
ALONG = {
    "accounts": {"organisation.models"},
    "coming": {"counting.models", "groups.models"},
    "concerns": {
        "accounts.models",
        "sync",
        "sync.kinds",
        "sync.models",
        "sync.reasons",
        "sync.shapes",
        "sync.shifts",
        "sync.undoing",
    },
    "counting": {"sync", "sync.kinds", "sync.reasons", "sync.shapes", "sync.undoing"},
    "demo": {
        "events.models",
        "groups.models",
        "leaflets.jobs",
        "opportunities.models",
        "organisation.models",
        "places.models",
        "van_stops.models",
    },
    "desk": {
        "accounts.models",
        "coming.operations",
        "concerns.models",
        "devices.epochs",
        "groups.models",
        "interests.models",
        "opportunities.models",
        "places.models",
        "proposals.models",
    },
    "devices": {
        "accounts.models",
        "accounts.sessions",
        "sync.models",
        "sync.numbering",
        "sync.operations",
        "sync.quarantine",
        "sync.sealing",
        "sync.wire",
    },
    "events": {"places.at_place"},
    "groups": {"accounts.models", "places.at_place"},
    "leaflets": {"counting.models", "groups.models", "organisation.models", "places.models"},
    "needs_a_look": {
        "accounts.models",
        "devices.models",
        "sync.kinds",
        "sync.models",
        "sync.operations",
        "sync.quarantine",
        "sync.reasons",
    },
    "offline": {"organisation.icons", "organisation.models"},
    "opportunities": {"places.at_place"},
    "own_page": {"people.models"},
    "people": {
        "accounts.models",
        "sync",
        "sync.kinds",
        "sync.models",
        "sync.reasons",
        "sync.shapes",
        "sync.shifts",
        "sync.signals",
        "sync.undoing",
        "sync.wire",
    },
    "proposals": {"events.forms", "events.models"},
    "push": {
        "accounts.models",
        "concerns.signals",
        "devices.signals",
        "groups.models",
        "organisation.models",
        "sync.signals",
    },
    "van_stops": {"places.at_place"},
    "van": {"concerns.forms", "concerns.models", "leaflets.models", "people.forms", "people.models", "sync"},
}
#: Which modules of its own feature a module may not import. Only `__init__` imports routes.
ABOVE = {
    "models": {"forms", "operations", "routes"},
    "operations": {"forms", "routes"},
    "forms": {"operations", "routes"},
}
FOUNDATION = {"config", "core", "extensions", "keys"}
#: Whoever asks: these belong to the routes.
OF_THE_REQUEST = {"request", "session", "current_user", "current_account", "signed_in"}

FEATURES = sorted(init.parent.name for init in CODE.glob("*/__init__.py") if init.parent.name != "core")
MODULES = sorted(CODE.rglob("*.py"))


def name_of(file: Path) -> str:
    """`events.models`, and `events` for its `__init__`."""
    parts = file.relative_to(CODE).with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__")


def imports_of(file: Path) -> Iterator[str]:
    """The modules of ours that a file imports, wherever it does, without `peer_app.` in front."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and not node.level:
            # `from peer_app.sync import models` is about a module, `from peer_app.sync import Kind` is not.
            names = [_module(f"{node.module}.{alias.name}", node.module or "") for alias in node.names]
        else:
            assert not isinstance(node, ast.ImportFrom), f"{file} imports relatively"
            continue
        yield from (name.removeprefix("peer_app.") for name in names if name.startswith("peer_app."))


def _module(whole: str, otherwise: str) -> str:
    path = ROOT / whole.replace(".", "/")
    return whole if path.is_dir() or path.with_suffix(".py").exists() else otherwise


@pytest.mark.parametrize("file", MODULES, ids=name_of)
def test_a_module_imports_only_what_lies_below(file):
    feature, _, module = name_of(file).partition(".")
    if feature == "core":
        assert [name for name in imports_of(file) if name.split(".")[0] not in FOUNDATION] == []
    if feature not in FEATURES:
        return
    for name in imports_of(file):
        other, _, its_module = name.partition(".")
        if other == feature:
            assert its_module not in ABOVE.get(module, {"routes"} if module else set()), f"{name} lies above"
        elif other not in FOUNDATION:
            assert name in ALONG.get(feature, set()), f"{name} is not on the list for {feature}"


def test_the_list_of_imports_between_features_has_no_circle_and_nothing_too_much():
    TopologicalSorter({feature: {name.split(".")[0] for name in names} for feature, names in ALONG.items()}).prepare()
    used = {
        feature: {
            name
            for file in (CODE / feature).rglob("*.py")
            for name in imports_of(file)
            if name.split(".")[0] not in FOUNDATION | {feature}
        }
        for feature in FEATURES
    }
    assert {feature: names - used[feature] for feature, names in ALONG.items() if names - used[feature]} == {}


@pytest.mark.parametrize(
    "file", [file for file in MODULES if {"models", "operations"} & set(name_of(file).split("."))], ids=name_of
)
def test_models_and_operations_do_not_know_who_asks(file):
    """The actor is an argument, so that a job and a command can do the same."""
    imported = {
        alias.name
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }
    assert imported & OF_THE_REQUEST == set()


WORKER_FILES = sorted((ROOT / "service_worker").glob("*.js"))
IMPORT = re.compile(r"""(?:\bfrom\s*|^import\s*|\bimport\s*\(|\bimportScripts\s*\()["']([^"']+)["']""", re.MULTILINE)
DOM = re.compile(r"\b(?:document|window|localStorage|sessionStorage)\s*[.\[(]|\bHTML\w*Element\b")
COMMENT = re.compile(r"/\*.*?\*/|(?<!:)//[^\n]*", re.DOTALL)


@pytest.mark.parametrize("file", WORKER_FILES, ids=lambda file: file.name)
def test_service_worker_code_stands_on_its_own(file):
    source = COMMENT.sub("", file.read_text(encoding="utf-8"))
    allowed = re.compile(r"\./[a-z-]+\.js|\.\./static/vendor/[a-z-]+\.js")
    assert [path for path in IMPORT.findall(source) if not allowed.fullmatch(path)] == []
    assert DOM.findall(source) == []
