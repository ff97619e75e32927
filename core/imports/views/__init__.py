"""Pages of imports, the same for every kind: they are mounted by `core.imports.urls.import_urls`."""
