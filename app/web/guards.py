"""Views that only some people may open."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from flask.typing import ResponseReturnValue
from flask_login import login_required

P = ParamSpec("P")


def guarded(
    view: Callable[P, ResponseReturnValue], check: Callable[[], None]
) -> Callable[P, ResponseReturnValue]:
    """The view for who is signed in, after `check`, which raises for who may not open it."""

    @wraps(view)
    @login_required
    def checked(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
        check()
        return view(*args, **kwargs)

    return checked
