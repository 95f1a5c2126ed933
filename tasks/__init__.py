"""One module per stage of an article's way, as plain functions: frozen records in, frozen records out."""
