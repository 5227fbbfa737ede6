"""A package whose every text tries to be more than text, installed in a folder of its own."""

from __future__ import annotations

from pathlib import Path

SECRET = "the content of a local file"

TEXT = r"""<script>window.ran = 1</script><img src=x onerror="window.ran = 2"><svg onload="window.ran = 3"></svg>
--8<-- "secret.txt"
{{ config.site_name }} {% include "secret.txt" %} {: onclick="window.ran = 4" .admonition }
[press](javascript:window.ran=5) <a href="javascript:window.ran=6">press</a> ![seen](https://outside.invalid/seen.png)
[home]: javascript:window.ran=7
```
~~~
</code></pre></details></div></section><iframe src="https://outside.invalid/"></iframe><style>* {display: none}</style>
<link rel=stylesheet href=https://outside.invalid/a.css><form action=https://outside.invalid/><base href=https://outside.invalid/>
&lt;script&gt;window.ran = 8&lt;/script&gt; <!-- <title>taken over</title> -->"""
"""Bidirectional marks are added where the text is used: an editor should not meet them in this file."""

BIDI = "\u202egnp.exe\u2066\u2028"

MODULE = f'''
"""{TEXT}"""


def spring(first, second=None):
    """{TEXT.splitlines()[0]} is sprung. {BIDI}

    {{text}}

    Args:
        first: {TEXT.splitlines()[3]}
        second: {TEXT.splitlines()[2]} {BIDI}
    """


class Trap:
    """{TEXT.splitlines()[8]} {BIDI}"""

    def close(self, how):
        """{TEXT.splitlines()[7]}

        Args:
            how: {TEXT.splitlines()[1]}
        """
'''.replace("{text}", TEXT.replace("\n", "\n    "))

METADATA = f"""Metadata-Version: 2.1
Name: trap
Version: 1.0
Summary: {TEXT.splitlines()[0]}
Project-URL: Documentation, javascript:window.ran=9
Project-URL: Homepage, https://docs.example.org/"onmouseover="window.ran=10
Description-Content-Type: text/markdown

{TEXT}
"""

SNIPPET = f'''"""{TEXT.splitlines()[0]} {{{{ config }}}}

{TEXT}
"""

import json
import trap

# {TEXT.splitlines()[2]} --8<-- "secret.txt" {BIDI[:-1]}
caught = trap.spring("</script><script>window.ran = 11</script>", second="javascript:window.ran=12")
cage = trap.Trap()
cage.close(how=caught)  # <img src=x onerror="window.ran = 13">
value = json.loads("[1]")
'''


def install(folder: Path) -> Path:
    """Write the package as pip would leave it; return the folder to put on the path."""
    for path, text in {
        "trap/__init__.py": MODULE,
        "trap-1.0.dist-info/METADATA": METADATA,
        "trap-1.0.dist-info/RECORD": "trap/__init__.py,,\ntrap-1.0.dist-info/METADATA,,\n",
    }.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return folder
