"""The engine that asks a language model, over OpenAI's protocol, and lets it say only what evidence backs."""
