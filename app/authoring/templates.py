"""What a new course and a new lesson begin with: something of everything, ready to be changed."""

from collections.abc import Callable, Sequence

from app.authoring.naming import by_chance, new_id
from app.authoring.yaml_lines import yaml_text_of
from app.errors import N_

Say = Callable[[str], str]

OBJECTIVE = N_("Say what students can do after this lesson")
BEGINNING = N_(
    "Begin with something that your students know: a field, a market, a radio. Ask a question "
    "about it, and let them answer before you explain."
)
HEADING = N_("A first heading")
EXPLANATION = N_("Explain one idea here, with an example from your place.")
QUESTION = N_("Ask about the idea that matters most. Which answer is right?")
RIGHT = N_("The right answer")
RIGHT_WHY = N_("Say why it is right.")
WRONG = N_("A mistake that students make")
WRONG_WHY = N_("Say what is mistaken here, and how to see it.")
TASK = N_("Write a task that students solve alone or in pairs.")
SOLUTION = N_("Write the solution here; students open it when they have tried.")
NOTES = N_("Only instructors see this: how long it takes, and what to do without electricity.")
FIRST_LESSON = N_("First lesson")


def course_yaml(
    *,
    slug: str,
    title: str,
    summary: str,
    language: str,
    licence: str,
    authors: Sequence[str],
    lessons: Sequence[str],
) -> str:
    """The course.yaml of a new course, which is a draft."""
    lines = [f"id: {new_id(slug)}", f"title: {yaml_text_of(title)}", "state: draft"]
    if summary.strip():
        lines.append(f"summary: {yaml_text_of(summary)}")
    lines.append(f"language: {yaml_text_of(language)}")
    if licence.strip():
        lines.append(f"licence: {yaml_text_of(licence)}")
    if authors:
        lines += ["authors:", *(f"  - {yaml_text_of(author)}" for author in authors)]
    lines += ["lessons:", *(f"  - {name}" for name in lessons)] if lessons else ["lessons: []"]
    return "\n".join(lines) + "\n"


def lesson_md(*, slug: str, title: str, say: Say) -> str:
    """The lesson.md of a new lesson, which is a draft. `say` translates the words in it."""
    return f"""---
id: {new_id(slug)}
title: {yaml_text_of(title)}
state: draft
minutes: 40
---

::: objectives
- {say(OBJECTIVE)}
:::

{say(BEGINNING)}

## {say(HEADING)}

{say(EXPLANATION)}

```quiz id=q-{by_chance(6)}
{say(QUESTION)}
- [x] {say(RIGHT)}
  > {say(RIGHT_WHY)}
- [ ] {say(WRONG)}
  > {say(WRONG_WHY)}
```

::: challenge
{say(TASK)}

::: solution
{say(SOLUTION)}
:::
:::

::: instructor
{say(NOTES)}
:::
"""
