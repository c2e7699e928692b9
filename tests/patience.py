"""How long a test waits for what must come before it says that it never did.

It bounds a hang and says nothing of speed: on a loaded machine everything comes late.
"""

from typing import Final

PATIENCE_S: Final = 120.0
