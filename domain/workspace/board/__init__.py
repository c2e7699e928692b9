"""The budget board: every campaign by its money, those in trouble first."""
