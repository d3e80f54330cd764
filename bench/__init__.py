"""Benchmarks: Korkwand beside a node relay, a socket.io room and the ordinary ORM way, in turn."""
