"""Background work: what takes longer than a page may, done by a worker beside the server (docs/guides)."""
