"""What a snippet's names mean: packages and versions, the language server, documentation at a definition."""
