"""The competencies that lessons name by code: UNESCO's AI competency framework for students.

F. Miao, K. Shiohira and N. Lao, "AI competency framework for students" (UNESCO 2024),
doi.org/10.54675/JKJB9835: chapter 4 has a section for each code, 4.<level>.<aspect>.
"""

import re
from dataclasses import dataclass

from app.catalog.settings_file import YamlSettings
from app.errors import N_

LEVELS = ("Understand", "Apply", "Create")
ASPECTS = (
    "Human-centred mindset",
    "Ethics of AI",
    "AI techniques and applications",
    "AI system design",
)
# By level, each in the order of the aspects.
_NAMES = (
    (N_("Human agency"), N_("Embodied ethics"), N_("AI foundations"), N_("Problem scoping")),
    (
        N_("Human accountability"),
        N_("Safe and responsible use"),
        N_("Application skills"),
        N_("Architecture design"),
    ),
    (
        N_("Citizenship in the era of AI"),
        N_("Ethics by design"),
        N_("Creating AI tools"),
        N_("Iteration and feedback loops"),
    ),
)
_OF_THE_FRAMEWORK = re.compile(r"[\d.]+")


@dataclass(frozen=True)
class Competency:
    """A competency by its code; `name` is a gettext msgid, level and aspect are in English."""

    code: str
    name: str
    level: str
    aspect: str


COMPETENCIES: dict[str, Competency] = {
    code: Competency(code, name, LEVELS[level], ASPECTS[aspect])
    for level, names in enumerate(_NAMES)
    for aspect, name in enumerate(names)
    for code in [f"4.{level + 1}.{aspect + 1}"]
}


def read_competencies(settings: YamlSettings) -> tuple[str, ...]:
    """The codes in a course.yaml or a lesson; one of digits that the framework lacks is reported.

    Codes with letters are of other frameworks, such as a ministry's own, and are taken as they are.
    """
    codes = settings.texts("competencies")
    for code in codes:
        if code not in COMPETENCIES and _OF_THE_FRAMEWORK.fullmatch(code):
            settings.report("competencies", "competency-unknown", code=code)
    return codes
