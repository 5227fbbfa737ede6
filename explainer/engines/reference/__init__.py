"""The engine that needs no model: it states what the code does, and quotes what the documentation says about just that."""

from explainer.engines.reference.engine import ReferenceEngine

__all__ = ["ReferenceEngine"]
