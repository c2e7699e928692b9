"""Ways to people, behind one protocol: e-mail, text messages, push, feeds, webhooks, activations.

``protocol.py`` is what a channel can be asked; ``registry.py`` says which vendors there are; ``switchboard.py`` keeps one line
to each account, with its breaker.
"""
