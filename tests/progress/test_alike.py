"""What two works have in common, whatever their names, comments and spaces."""

from app.progress.analysis.alike import Fingerprint, Text, fingerprint, pairs, shared_lines

NOTHING = Fingerprint(frozenset())
LOOP = """\
def mean(prices):
    total = 0
    for price in prices:
        total = total + price
    return total / len(prices)
print("mean", mean([1, 2, 3]))
"""
RENAMED = """\
# my own
def average(xs):

    s = 0   # start
    for x in xs:
        s = s + x
    return s / len(xs)
print('Average:', average([10, 20, 30]))
"""
OTHER = """\
import statistics
values = sorted(open("prices.txt").read().split())
while values and values[0] == "":
    values.pop(0)
assert values, "empty"
print(statistics.fmean(map(float, values)))
"""


def of(*sources: str) -> dict[int, Fingerprint]:
    return {number: fingerprint([Text(source)]) for number, source in enumerate(sources)}


def test_names_comments_spaces_numbers_and_quotes_do_not_matter():
    found = pairs(of(LOOP, RENAMED, OTHER), NOTHING)
    assert [(one.one, one.other, one.likeness, one.contained) for one in found.pairs] == [
        (0, 1, 1.0, 1.0)
    ]
    assert (found.works, found.too_short) == (3, 0)


def test_a_part_in_a_longer_work_is_found_by_what_it_contains():
    (pair,) = pairs(of(LOOP, f"{OTHER}\n{RENAMED}\n{OTHER.replace('while', 'if')}"), NOTHING).pairs
    assert pair.likeness < 0.5 and pair.contained == 1.0


def test_what_the_release_gave_is_no_likeness():
    given = fingerprint([Text(LOOP)])
    found = pairs(of(LOOP, RENAMED), given)
    assert (found.pairs, found.too_short) == ((), 2)


def test_what_more_than_half_of_a_class_wrote_is_the_task():
    ways = [
        f"{OTHER}\n" + f"if values:\n    values.m{n}(values[{n}:])[0].k{n}()\n" for n in range(6)
    ]
    found = pairs(of(*ways, LOOP, RENAMED), NOTHING)
    assert [(one.one, one.other) for one in found.pairs] == [(6, 7)]


def test_prose_is_compared_by_its_words():
    words = "The maize price rises before the harvest because the stores are empty by then."
    works = {
        0: fingerprint([Text(words, prose=True)]),
        1: fingerprint([Text(words.upper().replace(" ", "  "), prose=True)]),
        2: fingerprint(
            [Text("Rain falls. " * 3 + "Nobody buys then, so it is cheap.", prose=True)]
        ),
    }
    assert [(one.one, one.other) for one in pairs(works, NOTHING).pairs] == [(0, 1)]


def test_broken_python_is_read_to_its_end():
    broken = LOOP + 'x = """never closed (\n' + "\x00ü€"
    assert fingerprint([Text(broken)]).shingles > fingerprint([Text(LOOP)]).shingles
    assert fingerprint([Text("(((" * 1000), Text("'" * 999)]).shingles


def test_the_lines_that_both_have_are_told():
    shared = fingerprint([Text(LOOP)]).shingles & fingerprint([Text(RENAMED)]).shingles
    assert shared_lines(Text(f"# first\nx = 1\n{RENAMED}"), shared) >= {3, 5, 6, 7, 8, 9}
    assert 1 not in shared_lines(Text(f"# first\nx = 1\n{RENAMED}"), shared)
