"""From a file to its walkthrough: what the parts find and say, cached, and put together."""

from explainer.pipeline.explainer import Derived, Explainer
from explainer.pipeline.summary import Forecast, Summary

__all__ = ["Derived", "Explainer", "Forecast", "Summary"]
