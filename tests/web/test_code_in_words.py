"""Code in plain words, in pages from both sides."""

from app.web.code_in_words import code_in_words


def test_what_is_in_backticks_is_code_and_all_is_made_safe() -> None:
    assert code_in_words("<b> `<i>` yes") == '&lt;b&gt; <code dir="ltr">&lt;i&gt;</code> yes'
    assert code_in_words("a ` alone") == "a ` alone"


def test_values_keep_their_order_between_arabic_words() -> None:
    html = code_in_words("نعم `-1` في 2027-05-31")
    assert '<code dir="ltr">-1</code>' in html and '<bdi dir="ltr">2027-05-31</bdi>' in html
