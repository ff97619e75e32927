"""What people do with an import (`batches`, `answers`), and the worker's part (`steps`, `undo`)."""
