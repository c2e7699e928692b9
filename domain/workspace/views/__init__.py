"""Lists as people want to see them again."""
