"""Greetings, statements and enrolment come out as they went in, under the right key only."""

import secrets

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.sync import wire

SEED, OTHER = wire.new_seed(), wire.new_seed()
KEY, SIGN = wire.public_sign_key(SEED), wire.signer(SEED)
SEAL_KEY = wire.public_seal_key(SEED)

names = st.binary(min_size=16, max_size=16)
keys = st.binary(min_size=32, max_size=32)
texts = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=16)
numbers = st.integers(0, (1 << 63) - 1)
clocks = st.integers(-(1 << 62), (1 << 62) - 1)
chains = st.builds(wire.ChainName, names, names)
points = st.builds(wire.Point, numbers, keys)
several_points = st.lists(points, max_size=3).map(tuple)
generations = st.builds(wire.Generation, numbers, names)
parents = st.none() | st.builds(wire.Parent, names, numbers, keys)
openings = st.builds(wire.Opening, names, names, parents, names)
statements = st.builds(
    wire.Statement,
    by=keys,
    generation=generations,
    held=st.lists(
        st.builds(
            wire.Held, chains, several_points, several_points, several_points, several_points
        ),
        max_size=4,
    ).map(tuple),
    superseded=st.lists(st.builds(wire.Superseded, chains, names), max_size=2).map(tuple),
    erased=st.none() | st.lists(names, max_size=3).map(tuple),
    made_ms=clocks,
)
hellos = st.builds(
    wire.Hello,
    key=st.just(KEY),
    generation=st.none() | generations,
    time_ms=clocks,
    openings=st.lists(openings, max_size=3).map(tuple),
    open_epoch=st.none() | names,
    asked=st.lists(st.builds(wire.Asked, chains, several_points), max_size=3).map(tuple),
    erased=names,
    app_version=texts,
    waiting=numbers,
    certificates=st.lists(st.binary(max_size=40), max_size=2).map(tuple),
    heard_open=st.lists(st.builds(wire.HeardOpen, keys, names), max_size=2).map(tuple),
    rivals=st.lists(generations, max_size=2).map(tuple),
    peer_generation=st.none() | generations,
)
answers = st.builds(
    wire.HelloAnswer,
    to=names,
    time_ms=clocks,
    statement=statements,
    root=st.lists(st.binary(max_size=40), max_size=2).map(tuple),
    send_certificates=st.booleans(),
    slot_minute=st.none() | st.integers(0, 1439),
    erased=st.lists(st.builds(wire.Erased, names, st.lists(names).map(tuple)), max_size=2).map(
        tuple
    ),
)


@settings(deadline=None)
@given(statements)
def test_a_statement(statement: wire.Statement) -> None:
    packed = wire.pack_statement(statement, SIGN)
    assert wire.unpack_statement(packed, KEY) == statement


@settings(deadline=None)
@given(hellos)
def test_a_greeting(hello: wire.Hello) -> None:
    packed = wire.pack_hello(hello, SIGN)
    assert wire.unpack_hello(packed) == hello
    assert wire.peek_hello_key(packed) == KEY


@settings(deadline=None)
@given(answers)
def test_an_answer(answer: wire.HelloAnswer) -> None:
    packed = wire.pack_hello_answer(answer, SIGN)
    assert wire.unpack_hello_answer(packed, KEY) == answer


@settings(deadline=None)
@given(texts, texts, clocks)
def test_enrolment(code: str, name: str, time_ms: int) -> None:
    request = wire.EnrolRequest(code, KEY, SEAL_KEY, bytes(16), time_ms, "0.1.0", name)
    packed = wire.pack_enrol_request(request, SIGN)
    assert wire.unpack_enrol_request(packed) == request
    answer = wire.EnrolAnswer(
        wire.request_digest(packed), b"certificate", KEY, KEY, SEAL_KEY, name, name,
        wire.Generation(1, bytes(16)), time_ms, 7, '{"a":1}',
    )  # fmt: skip
    assert wire.unpack_enrol_answer(wire.pack_enrol_answer(answer, SIGN)) == answer


def test_a_statement_by_another_is_refused() -> None:
    said = wire.Statement(KEY, wire.Generation(1, bytes(16)), ())
    packed = wire.pack_statement(said, wire.signer(OTHER))
    with pytest.raises(wire.BadSignature):
        wire.unpack_statement(packed, KEY)


def test_a_greeting_in_anothers_name_is_refused() -> None:
    hello = wire.Hello(KEY, None, 0, (), None, (), bytes(16))
    with pytest.raises(wire.BadSignature):
        wire.unpack_hello(wire.pack_hello(hello, wire.signer(OTHER)))


def test_the_set_of_erased_pseudonyms_has_one_digest() -> None:
    one, two = secrets.token_bytes(16), secrets.token_bytes(16)
    assert wire.erased_digest([one, two]) == wire.erased_digest([two, one, two])
    assert wire.erased_digest([one]) != wire.erased_digest([two])


ROOT = wire.new_seed()
ROOT_KEY = wire.public_sign_key(ROOT)
OWN = wire.Certificate(KEY, SEAL_KEY, bytes(16), "KE-0042", ROOT_KEY)
COPY_KEY = wire.public_sign_key(OTHER)
COPY = wire.Certificate(COPY_KEY, SEAL_KEY, b"o" * 16, "KE-0042", KEY)


def test_a_certificate_of_the_root() -> None:
    packed = wire.certify(OWN, wire.signer(ROOT))
    assert wire.check_chain([packed], ROOT_KEY, KEY) == (OWN,)


def test_a_copied_laptop_certifies_its_new_key() -> None:
    chain = [wire.certify(COPY, SIGN, wire.signer(OTHER)), wire.certify(OWN, wire.signer(ROOT))]
    assert wire.check_chain(chain, ROOT_KEY, COPY_KEY) == (COPY, OWN)


@pytest.mark.parametrize(
    "chain",
    [
        [wire.certify(OWN, wire.signer(OTHER))],
        [wire.certify(COPY, SIGN, wire.signer(OTHER))],
        [wire.certify(COPY, SIGN), wire.certify(OWN, wire.signer(ROOT))],
        [wire.certify(COPY, wire.signer(OTHER), SIGN), wire.certify(OWN, wire.signer(ROOT))],
        [wire.certify(OWN, wire.signer(ROOT))],
    ],
    ids=["not by the root", "root missing", "holder missing", "issuer missing", "anothers"],
)
def test_other_chains_are_refused(chain: list[bytes]) -> None:
    with pytest.raises(wire.BadSignature):
        wire.check_chain(chain, ROOT_KEY, COPY_KEY)
