"""attain read: rules in plain sentences."""


def test_without_a_name_all_rules_are_listed(attain, desk):
    told = attain("read", "rulebook")
    assert told.code == 0
    found = attain("read", "rulebook", "--json").json["documents"]
    assert all(each["name"] in told.out for each in found if each["kind"] != "rulebook")


def test_a_rule_is_read_sentence_by_sentence_with_the_places_that_they_speak_of(attain, desk):
    plan = next(
        d["name"] for d in attain("read", "rulebook", "--json").json["documents"] if d["kind"] == "plan"
    )
    said = attain("read", "rulebook", plan, "--json").json["documents"][0]["sentences"]
    assert any("1.5%" in each["text"] for each in said)
    assert all(each["paths"] for each in said)


def test_it_speaks_the_language_asked_for(attain, desk):
    plan = next(
        d["name"] for d in attain("read", "rulebook", "--json").json["documents"] if d["kind"] == "plan"
    )
    assert "Платится" in attain("read", "rulebook", plan, "--lang", "ru").out


def test_an_unknown_rule_is_told_with_the_nearest(attain, desk):
    told = attain("read", "rulebook", "no_such_rule_at_all")
    assert told.code == 1
    assert "no_such_rule_at_all" in told.err
