"""What can go wrong when an assessment is sat."""

from app.errors import N_, KisimaError


class NoAssessment(KisimaError):
    sentence = N_("This course has no such quiz any more. Please go back to the course's page.")


class NotYet(KisimaError):
    """Too early for another final; the value `when_ms` says when it may be begun."""

    sentence = N_(
        "It is too early to sit the assessment again. The course's page says when you can."
    )


class NoSittingsLeft(KisimaError):
    sentence = N_(
        "You have sat this assessment as often as the course allows. Your instructor can allow "
        "you one more."
    )


class AlreadyDone(KisimaError):
    sentence = N_("You have done this already. The course's page shows what came out.")


class NoSuchSitting(KisimaError):
    sentence = N_("There is no such assessment of yours. Please go back to the course's page.")


class HandedIn(KisimaError):
    sentence = N_("This was handed in already, so its answers stay as they are.")


class NothingToAllow(KisimaError):
    sentence = N_("This student can sit the assessment now, or has passed it.")
