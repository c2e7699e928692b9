"""The story's verdict: it holds only when every expectation did, and says which did not."""

import io

from rich.console import Console

from workers.demo.narration import Narrator


def _narrator(width: int = 120) -> tuple[Narrator, io.StringIO]:
    page = io.StringIO()
    return Narrator(Console(file=page, width=width)), page


def test_a_story_whose_expectations_all_held_holds() -> None:
    narrator, page = _narrator()
    narrator.expect("it is live", held=True)
    assert narrator.conclude()
    assert "All 1 expectations" in page.getvalue()


def test_one_broken_expectation_breaks_the_story_and_is_named_with_what_was_found() -> None:
    narrator, page = _narrator()
    narrator.expect("it is live", held=True)
    narrator.expect("it paused [itself]", held=False, found={"stage": "live"})
    assert not narrator.conclude()
    told = page.getvalue()
    assert "1 of 2 expectations did not hold" in told
    assert told.count("it paused [itself]") == 2
    assert "{'stage': 'live'}" in told


def test_a_long_sentence_goes_on_below_its_beginning_and_keeps_its_link_whole() -> None:
    narrator, page = _narrator(width=40)
    link = f"https://aurora.example/{'x' * 40}"
    narrator.expect(f"somebody clicks in the morning and is led to {link} at once", held=True)
    lines = page.getvalue().splitlines()
    assert lines == ["  ✓ somebody clicks in the morning and", "    is led to", f"    {link}", "    at once"]
