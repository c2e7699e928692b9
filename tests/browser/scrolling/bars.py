"""What a screen and an eye ask of a page."""

from typing import Final

A_FRAME_MS: Final = 16.7
"""Sixty of them make a second."""
TWO_FRAMES_MS: Final = 2 * A_FRAME_MS
"""Where more flies past than anybody reads, every second frame may go."""
AN_ANSWER_MS: Final = 100.0
"""Whoever presses something takes what comes within so long for its doing."""
AN_OPENING_MS: Final = 1_000.0
"""Somebody's thought is not broken by a wait that is no longer."""
MOST_TIMES: Final = 1.5
"""What a frame of a long list may take of one of the same list's first page."""
MOST_ROWS: Final = 60
"""In a document: some more than are in sight."""
