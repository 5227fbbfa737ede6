"""From a file to its steps, its facts and its findings; needs no network and no package but the grammars."""
