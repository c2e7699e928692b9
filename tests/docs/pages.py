"""The pages people read, taken apart: links, headings, and what is set as code."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
PAGES: Final = sorted(
    path
    for pattern in (
        "*.md",
        "docs/**/*.md",
        "domain/**/README.md",
        "storage/*/README.md",
        "workers/*/README.md",
        "tests/cases/README.md",
        "ui/README.md",
    )
    for path in ROOT.glob(pattern)
)

_FENCE: Final = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
_SPAN: Final = re.compile(r"`([^`\n]+)`")
_LINK: Final = re.compile(r"\]\(([^)\s]+)\)")
_HEADING: Final = re.compile(r"^#+ (.+)$", re.MULTILINE)


def name(path: Path) -> str:
    """How a page is called in a test's id."""
    return str(path.relative_to(ROOT))


def links(page: Path) -> Iterator[str]:
    """Targets of a page's links that lead to files of ours."""
    prose = _FENCE.sub("", page.read_text(encoding="utf-8"))
    return (target for target in _LINK.findall(prose) if not target.startswith(("http://", "https://")))


def anchors(page: Path) -> set[str]:
    """What may follow ``#`` in a link to this page, made from its headings as GitHub makes it."""
    prose = _FENCE.sub("", page.read_text(encoding="utf-8"))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in _HEADING.findall(prose)}


def code(page: Path) -> list[str]:
    """Everything set as code: each line of a fenced block, continued lines joined, and each span."""
    text = page.read_text(encoding="utf-8")
    lines = [line for fence in _FENCE.findall(text) for line in fence.replace("\\\n", " ").splitlines()[1:-1]]
    return [line.strip() for line in lines] + _SPAN.findall(_FENCE.sub("", text))
