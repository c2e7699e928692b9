"""What a person is likely to do with a creative: a feature layout, one model file, and two engines that agree on it.

``layout.py`` names the 256 features, ``network.py`` the arithmetic, ``grid.py`` why engines agree to the bit, ``engine.py``
what the auction asks. ``training.py`` writes ``models/colanet.onnx`` and, beside it, the card that says what it is worth.
"""
