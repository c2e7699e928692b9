"""Long lists and large journeys, moved about in a real browser while the time of each frame is taken."""
