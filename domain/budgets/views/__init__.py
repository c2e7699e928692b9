"""A campaign's money as people read it."""
