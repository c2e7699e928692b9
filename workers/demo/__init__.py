"""The demonstration: a seeded tenant and a story told through the public interfaces."""
