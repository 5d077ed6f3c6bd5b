"""The learn area: its blueprint."""

from flask import Blueprint

blueprint = Blueprint("learn", __name__)
