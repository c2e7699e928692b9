"""How a process of ours tells whoever started it that it does its work now."""

import os
from pathlib import Path


def report_ready(ready_file: Path | None) -> None:
    """Write our process id to ``ready_file``; without one (started by hand, say) there is nobody to tell."""
    if ready_file is not None:
        ready_file.parent.mkdir(parents=True, exist_ok=True)
        ready_file.write_text(str(os.getpid()), encoding="ascii")
