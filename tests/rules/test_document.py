"""Only plain YAML is read, each refusal with its line, and no text takes long to refuse."""

import pytest

from coach.rules import check_text, parse_exercise
from coach.rules.document import MAX_BYTES, read_document


def refusals(text):
    return [(line, finding.message) for line, finding in read_document(text).findings]


def test_plain_data_and_the_line_of_each_key():
    document = read_document("a: 1\nb:\n  - x\n  - {c: 2.5,\n     d: yes}\n")
    assert document.data == {"a": 1, "b": ["x", {"c": 2.5, "d": "yes"}]}
    assert document.findings == []
    assert document.lines == {("a",): 1, ("b",): 2, ("b", 0): 3, ("b", 1): 4, ("b", 1, "c"): 4, ("b", 1, "d"): 5}
    assert document.line(("b", 1, "missing")) == 4
    assert document.line(("nothing",)) == 1


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("012", 12),
        ("no", "no"),
        ("True", True),
        ("false", False),
        ("-3", -3),
        ("1e3", 1000.0),
        (".5", 0.5),
        ("'7'", "7"),
        ("1_000", "1_000"),
        ("2024-01-01", "2024-01-01"),
        ("12345678901234567890", 1.2345678901234567e19),
        ("-.inf", float("-inf")),
    ],
)
def test_scalars_follow_yaml_1_2(written, value):
    assert read_document(f"a: {written}").data == {"a": value}


def test_nan_is_read_as_such_for_the_shape_to_refuse():
    value = read_document("a: .NaN").data["a"]
    assert value != value


def test_windows_line_ends_and_a_byte_order_mark_do_not_shift_lines():
    document = read_document("\ufeffa: 1\r\nb: 2\rc: 3\n")
    assert document.lines == {("a",): 1, ("b",): 2, ("c",): 3}


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("", 1, "empty"),
        ("# only a comment\n", 1, "empty"),
        ("- a\n- b\n", 1, "not a list of keys"),
        ("just words\n", 1, "not a list of keys"),
        ("a: 1\nb: &x 2\n", 2, "anchors"),
        ("a: 1\n&x b: 2\n", 2, "anchors"),
        ("a: &x {b: 1}\n", 1, "anchors"),
        ("a: &x [1]\n", 1, "anchors"),
        ("a: 1\nb: !!python/object/apply:os.system ['ls']\n", 2, "type marks"),
        ("a: 1\nb: !!str 5\n", 2, "type marks"),
        ("%YAML 1.1\n---\na: 1\n", 2, "directive"),
        ("%TAG ! tag:x,2000:\n---\na: 1\n", 2, "directive"),
        ("a: 1\n---\nb: 2\n", 2, "second document"),
        ("a: 1\nb: 2\na: 3\n", 3, "stands twice (first in line 1)"),
        ("a: 1\n? [b, c]\n: 2\n", 2, "a key must be a word"),
        ("a: 1\nb:\n", 2, "no value"),
        ("a: 1\nb: ~\n", 2, "no value"),
        ('a: 1\nb: "\\ud800"\n', 2, "cannot be shown"),
        ('a: 1\nb: "\\e[31mred"\n', 2, "cannot be shown"),
        ("a: 1\nb: [1\n", 2, "not YAML"),
        ("a: 1\nb: c: d\n", 2, "not YAML"),
        ("a:\n\t- 1\n", 2, "not YAML"),
        ("a: 1\nb: 'open\n", 2, "not YAML"),
        ("a: 1\nb: \x07\n", 2, "not text"),
        ("a: 1\nb: \ud800\n", 2, "not text"),
        ('a: 1\nb: "\\UFFFFFFFF"\n', 2, "not YAML"),
        ('a: 1\nb: "\\U00110000"\n', 2, "not YAML"),
        ("%YAML 1.9\n---\na: 1\n", 1, "not YAML"),
        ("a: 1\nb: " + "[" * 3000, 2, "too deep"),
        ("a: 1\nb: " + "{a: " * 3000, 2, "too deep"),
    ],
)
def test_what_is_refused_and_in_which_line(text, line, says):
    found = refusals(text)
    assert [at for at, _ in found] == [line], found
    assert says in found[0][1]


def test_an_alias_is_refused_beside_its_anchor():
    assert [(line, message.split(" (")[0]) for line, message in refusals("a: &x 1\nb: *x\n")] == [
        (1, "anchors"),
        (2, "aliases"),
    ]


def test_a_repeated_key_keeps_the_first_value():
    assert read_document("a: 1\na: {b: 2}\n").data == {"a": 1}


def test_a_bomb_of_aliases_is_refused_without_being_unfolded():
    bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
    bomb += "".join(f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]\n" for i in range(1, 10))
    document = read_document(bomb)
    assert len(document.findings) == 10 + 9 * 9
    assert document.data["a9"] == [None] * 9


def test_a_file_too_large_is_refused_unread():
    text = "a: " + "x" * MAX_BYTES
    assert refusals(text) == [(1, "the file is too large for a rule.")]
    assert read_document(text).data is None


def test_faults_of_reading_and_of_meaning_come_together(rule):
    faults = check_text(rule.replace("leave: 75", "leave: 75\n  leave: 60").replace("max: 60", "max: 6"), "f.yaml")
    assert [(fault.line, fault.key) for fault in faults] == [(13, "repetition.leave"), (21, "limits[0].max")]


def test_a_rule_of_windows_lines_loads(rule):
    exercise = parse_exercise(rule.replace("\n", "\r\n"))
    assert exercise.id == "sit_to_stand"
    assert exercise.text.count("\r\n") == rule.count("\n")


def test_text_of_half_characters_is_refused_not_raised(rule):
    assert check_text(rule + "# \ud800\n")[0].line == rule.count("\n") + 1
