"""Hashes as dear as they are in a school; all other tests have cheap ones."""

import pytest

from app.people import passwords


@pytest.mark.parametrize(
    ("role", "cost"),
    [("student", "scrypt:8192:8:1"), ("instructor", "scrypt:32768:8:1")],
)
def test_a_hash_costs_what_it_should_and_is_known_again(real_hashes, role, cost):
    stored = passwords.hashed("48261", role)
    assert stored.startswith(f"{cost}$")
    assert passwords.matches(stored, "48261")
    assert not passwords.matches(stored, "48262")
    assert not passwords.matches(None, "48261")
