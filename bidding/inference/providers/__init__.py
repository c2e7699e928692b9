"""The seven places CoLaNet may run, behind one protocol.

``provider.py`` is the protocol, ``targets.py`` the seven, ``local.py`` and ``remote.py`` the two families of providers,
``deferred.py`` how an auction waits for one that does not answer at once, ``batcher.py`` how questions share a call.
"""
