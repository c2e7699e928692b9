"""The load generator: a small program in C, built where it is first needed, and what it reports."""
