"""What the web application believes of the API is what the API says of itself."""

import hashlib
from pathlib import Path

from api.document import written

TYPES = Path(__file__).resolve().parents[2] / "ui" / "src" / "api" / "schema.d.ts"


def test_the_types_were_made_of_this_very_document_and_left_alone(application):
    head, _, types = TYPES.read_text(encoding="utf-8").partition("\n\n")
    said = dict(line.removeprefix("// ").split(" ") for line in head.splitlines()[1:])
    assert said["document"] == digest(written(application.openapi())), "the API has changed: make client"
    assert said["types"] == digest(types), "the types are made, not written: make client"


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
