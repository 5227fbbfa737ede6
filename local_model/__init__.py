"""A real language model on loopback, for tests and for trying the engine `openai` without a key or a network."""
