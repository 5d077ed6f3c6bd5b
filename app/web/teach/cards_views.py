"""Login cards that an import has made, class by class."""

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.people.rosters import pins_again
from app.web.teach.area import blueprint, for_instructors
from app.web.teach.cards import batches, sheet


@blueprint.get("/cards/<name>/")
@for_instructors
def cards(name: str) -> ResponseReturnValue:
    """The cards of one class of the batch; of all where it has few."""
    batch = batches().get(current_user.id, name)
    places = list(dict.fromkeys(card.place for card in batch.cards))
    place = request.args.get("class", places[0] if len(batch.cards) > 100 else "")
    shown = [card for card in batch.cards if card.place == place] if place in places else []
    return sheet(shown or batch.cards[:100], back=batch.back, name=name, places=places, place=place)


@blueprint.post("/cards/<name>/")
@for_instructors
def cards_noted(name: str) -> ResponseReturnValue:
    """Forget the PINs, which have been printed."""
    batch = batches().get(current_user.id, name)
    if batch.made_by is not None:
        pins_again.note(current_user, batch.made_by)
    batches().drop(current_user.id, name)
    return redirect(batch.back or url_for("teach.home"), 303)
