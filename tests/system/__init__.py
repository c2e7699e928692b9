"""Proofs on the whole stack: real servers, real processes, killed where it hurts. ``make chaos`` runs them."""
