"""Serve one release over HTTP: files, SPARQL and the published questions.

``run.run`` starts the server, ``app.create_app`` makes the application. ``gate`` reads a
query before anything runs it; ``pool`` keeps the ``worker`` processes that run it; ``sparql``,
``questions`` and ``documents`` speak HTTP. The parent process never evaluates a stranger's
query, and nothing here writes to the release.
"""
