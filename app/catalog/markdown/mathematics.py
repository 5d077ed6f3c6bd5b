"""TeX formulas to MathML, which a browser shows without a script or a font from elsewhere."""

import re
from dataclasses import dataclass
from functools import cache
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from math_core import LatexToMathML

# math-core recurses for each level and would overflow a thread's stack on a hostile formula.
_LONGEST = 4_000
_DEEPEST = 60
_COMMANDS_IN_A_ROW = re.compile(r"(?:\\[A-Za-z]+[\s{(\[]*){60}")

# A `$` opens or closes a formula only without a space inside and without an ASCII letter or digit
# outside, so that "$5 and $10" stays money.
INLINE = r"(?<![\\$A-Za-z0-9])\$(?![\s$])((?:\\.|[^$\\])*?(?:\\.|[^$\\\s]))\$(?![$A-Za-z0-9])"
DISPLAY = r"(?<![\\$])\$\$((?:\\.|[^$\\])+?)\$\$(?!\$)"

_ALIGNED = re.compile(r'style="[^"]*text-align: (right|left);[^"]*"')


@dataclass(frozen=True)
class Formula:
    """A formula as HTML, and why it could not be read (empty when it could)."""

    html: str
    problem: str = ""


@cache
def _converter() -> "LatexToMathML":
    from math_core import LatexToMathML

    return LatexToMathML(annotation=True, fancy_error=False, max_expansions=50)


def to_mathml(tex: str, *, display: bool) -> Formula:
    """Turn TeX into MathML that carries its TeX; what cannot be read becomes <code> with it."""
    from math_core import LatexError

    tex = tex.strip()
    problem = _too_much(tex)
    if not problem:
        try:
            html = _converter().convert_with_local_state(tex, displaystyle=display)
            return Formula(_ALIGNED.sub(_as_class, html))
        except LatexError as error:
            problem = re.sub(r"^\d+: ", "", str(error)).strip().rstrip(".")
    code = f'<code class="tex" dir="ltr" translate="no">{escape(tex)}</code>'
    return Formula(code, problem)


def _as_class(found: re.Match[str]) -> str:
    """A page takes no styles, so the sides of `aligned` and `cases` become classes."""
    return f'class="align-{"end" if found[1] == "right" else "start"}"'


def _too_much(tex: str) -> str:
    if not tex:
        return "it is empty"
    if len(tex) > _LONGEST:
        return "it is too long"
    depth = deepest = 0
    for character in tex:
        if character in "{([":
            depth += 1
            deepest = max(deepest, depth)
        elif character in "})]":
            depth = max(0, depth - 1)
    if deepest > _DEEPEST or _COMMANDS_IN_A_ROW.search(tex):
        return "it is nested too deep"
    return ""
