"""What the evidence check makes of a real model's sentences: it rephrases documentation, and is checked against that.

Run it as `python -m local_model python -m local_model.rephrase`, with the number of sentences behind it if not 70. It
prints each sentence that passed beside its source, to be read, and counts the others.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import openai
from openai.types.chat import ChatCompletionUserMessageParam

from explainer.errors import ExplainerError
from explainer.evidence.check import Checker
from explainer.model import Citation, Claim, ExplainRequest, Explanation, Facts, Span
from explainer.pipeline import Explainer
from explainer.settings import Settings
from local_model.server import MODEL

SNIPPETS = Path(__file__).parent.parent / "snippets"
_KINDS = ("function", "method", "class")
_TASK = "Rewrite this sentence in your own words, in one short sentence: "


def main(most: int) -> None:
    """Have sentences rephrased and print what became of them."""
    client = openai.OpenAI(base_url=os.environ["LOCAL_MODEL"], api_key="none", timeout=300)
    passed = refused = 0
    for request, source, summary in islice(_summaries(), most):
        sentence = " ".join(summary.of(request.research.sources[source].text).split())
        message = ChatCompletionUserMessageParam(role="user", content=_TASK + sentence)
        answer = client.chat.completions.create(model=MODEL, temperature=0, max_tokens=60, messages=[message])
        said = " ".join((answer.choices[0].message.content or "").split())
        claim = Claim(said, "quoted", (Citation(source, summary),))
        if Checker(request).check(Explanation("local", (claim,))).rejected:
            refused += 1
        else:
            passed += 1
            print(f"- {said}\n  source: {sentence}", flush=True)
    print(f"{passed} passed, {refused} refused")


def _summaries() -> Iterator[tuple[ExplainRequest, int, Span]]:
    """Give the first sentence of what documents the calls of the demonstration's snippets, each symbol once."""
    known = set()
    with Explainer(Settings(snippets_dir=SNIPPETS)) as explainer:
        for _, walkthrough in explainer.explain_all(sorted(SNIPPETS.glob("*.py"))):
            if isinstance(walkthrough, ExplainerError):
                raise walkthrough
            for step in walkthrough.steps:
                for number, found in enumerate(step.research.documentation):
                    if found.summary and found.kind in _KINDS and found.source.symbol not in known:
                        known.add(found.source.symbol)
                        yield ExplainRequest("python", step.step, Facts(), step.research), number, found.summary


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 70)
