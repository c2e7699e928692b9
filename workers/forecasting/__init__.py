"""Forecasts: ``making`` them in the API's process, on a ``stage``, and ``asking`` for one at the command line."""
