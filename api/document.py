"""The API's own description on standard output, as ``GET /api/v1/openapi.json`` gives it.

``make client`` makes the web application's types of it: ``python -m api.document``.
"""

import json
import sys
from typing import Any


def written(document: dict[str, Any]) -> str:
    """The same text for the same document, whatever order it was put together in."""
    return json.dumps(document, sort_keys=True, ensure_ascii=False)


def main() -> None:
    from api.app import describe

    sys.stdout.write(written(describe()))


if __name__ == "__main__":
    main()
