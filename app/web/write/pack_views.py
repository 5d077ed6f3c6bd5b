"""A course pack that was sent: what it holds and would change, and taking it in."""

from flask import flash, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from app.authoring.intake.uploads import Upload
from app.authoring.packs.taking_in import Choice, ChoiceNeeded, Taken, show_pack, take_in
from app.catalog.findings import Finding, fill
from app.catalog.languages import language
from app.web.once import new_number
from app.web.services import services
from app.web.word_lists import kept_apart
from app.web.write.exercise_places import exercise_place, start_trial
from app.web.write.import_words import in_words

SHOWN_FINDINGS = 100
_CHOICES: dict[str, Choice] = {"new": "new", "copy": "copy", "replace": "replace"}


def pack_preview(kept: Upload) -> str:
    """The page of a pack; raises what is wrong with the file."""
    shown = show_pack(kept.path, services().workshop)
    findings = [
        (one.path.relative_to(shown.base).as_posix(), one, *_said(one))
        for one in shown.findings
        if one.path.is_relative_to(shown.base)
    ]
    spoken = (shown.manifest.language, *shown.manifest.languages)
    codes = dict.fromkeys(code for code in spoken if code)
    return render_template(
        "write/pack_preview.html",
        upload=kept,
        shown=shown,
        manifest=shown.manifest,
        comparison=shown.comparison,
        languages=[language(code).name for code in codes],
        problems=in_words(shown.problems[:SHOWN_FINDINGS]),
        findings=findings[:SHOWN_FINDINGS],
        more=max(0, len(findings) - SHOWN_FINDINGS),
        once=new_number(),
    )


def take_pack(kept: Upload) -> str:
    """Take a pack in as the form says; the address of the course. Raises what `take_in` does."""
    choice = _CHOICES.get(request.form.get("choice", ""))
    if choice is None:
        raise ChoiceNeeded()
    taken = take_in(
        kept.path,
        services().workshop,
        choice,
        by=current_user.id,
        seen=request.form.get("seen", ""),
    )
    _try_exercises(taken)
    if choice == "replace":
        flash(_("The course was replaced. What was here before is kept among the versions."))
    else:
        flash(_("The course is there. It is a draft: only instructors see it."))
    return url_for("write.course", course=taken.slug)


def _try_exercises(taken: Taken) -> None:
    """Have the published exercises that came checked: one that does not hold here becomes a draft,
    as one does that is saved (another school's computer may have had other libraries)."""
    came = {key.split("/")[1] for key in taken.keys if key.startswith("exercises/")}
    for place in map(exercise_place, sorted(came)):
        if place.exercise.state == "published":
            start_trial(place, publish=False)


def _said(finding: Finding) -> tuple[str, str]:
    """The sentence and the cure as plain text: they speak of tags, which the page must escape."""
    words, values = finding.words, kept_apart(finding.values)
    cure = fill(_(words.cure), values) if words.cure else ""
    return fill(_(words.sentence), values), cure
