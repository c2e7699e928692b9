"""The embedded stack: servers from wheels and our own processes under one parent."""
