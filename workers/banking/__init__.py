"""The banker's occupations, each a step repeated by ``steadily``; ``workers/banker.py`` puts them together."""
