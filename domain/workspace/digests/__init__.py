"""One letter a day of what waits for somebody, for those who want it."""
