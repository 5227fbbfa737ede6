"""The engine that needs no model: it says what the code does, and quotes what the documentation says about that."""

from explainer.engines.reference.engine import ReferenceEngine

__all__ = ["ReferenceEngine"]
