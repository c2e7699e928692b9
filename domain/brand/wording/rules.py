"""Which terms a text uses, as a reader would say: whatever their case, their spaces and dashes, and signs nobody sees."""

import unicodedata
from collections.abc import Iterator
from typing import Final

from domain.brand.wording.values import Folded, Span

_SAME: Final = str.maketrans(
    dict.fromkeys("\N{RIGHT SINGLE QUOTATION MARK}\N{LEFT SINGLE QUOTATION MARK}\N{MODIFIER LETTER APOSTROPHE}`", "'")
)
_WITHOUT_SPACES: Final = ("CJK", "HIRAGANA", "KATAKANA", "HANGUL", "THAI", "LAO", "KHMER", "MYANMAR")
"""Writing that sets no spaces between words, by the names Unicode gives its letters."""

_LONGEST_CLUSTER: Final = 32
"""A letter with its accents; what brings a run of them into Unicode's order takes the square of its length."""


def fold(text: str) -> Folded:
    """Case, compatibility forms, dashes, runs of spaces and invisible characters make no difference afterwards."""
    folded: list[str] = []
    spans: list[Span] = []
    at = 0
    while at < len(text):
        end = at + 1
        while end < len(text) and end - at < _LONGEST_CLUSTER and unicodedata.combining(text[end]):
            end += 1
        for sign in _plain(text[at:end]):
            if sign == " " and folded and folded[-1] == " ":
                spans[-1] = Span(spans[-1].begin, end)
            else:
                folded.append(sign)
                spans.append(Span(at, end))
        at = end
    return Folded("".join(folded), tuple(spans))


def _plain(cluster: str) -> str:
    if len(cluster) == 1 and cluster.isascii():
        return " " if cluster.isspace() or cluster == "-" else cluster.lower().translate(_SAME)
    signs = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", cluster).casefold()).translate(_SAME)
    return "".join(
        " " if sign.isspace() or unicodedata.category(sign) == "Pd" else sign
        for sign in signs
        if unicodedata.category(sign) not in ("Cf", "Cc") or sign.isspace()
    )


def occurrences(folded: Folded, term: str) -> Iterator[Span]:
    """Where a term is used as a word or a phrase of its own; one that ends in ``*`` as the beginning of a word."""
    is_stem = term.endswith("*")
    wanted = fold(term.removesuffix("*")).text.strip()
    if not wanted:
        return
    text, at = folded.text, -1
    while (at := text.find(wanted, at + 1)) >= 0:
        end = at + len(wanted)
        begins = at == 0 or not _one_word(text[at - 1], wanted[0])
        ends = is_stem or end == len(text) or not _one_word(wanted[-1], text[end])
        if begins and ends:
            last = end
            while is_stem and last < len(text) and _one_word(text[last - 1], text[last]):
                last += 1
            yield Span(folded.spans[at].begin, folded.spans[last - 1].end)


def _one_word(before: str, after: str) -> bool:
    """Whether two neighbouring characters belong to the same word."""
    if not (before.isalnum() and after.isalnum()):
        return False
    return not any(unicodedata.name(sign, "").startswith(_WITHOUT_SPACES) for sign in (before, after))
