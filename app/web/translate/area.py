"""The translate area's blueprint; its pages are guarded as those of `app.web.teach` are."""

from flask import Blueprint

blueprint = Blueprint("translate", __name__, url_prefix="/translate")
