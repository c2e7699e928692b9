"""Business rules and records, one package per bounded context.

Nothing here imports another of our packages. ``values.py`` and ``rules.py`` of a context are pure: time, exchange
rates and randomness are passed in. ``service.py`` works on a session handed in and opens nothing itself.
"""
