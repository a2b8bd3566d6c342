"""attain read: the rules in plain sentences."""

from typing import Any

import click

from attain.cli.face import Face
from attain.cli.output import DONE, Output
from attain.engine.faults import Fault, Faulty, nearest
from attain.rulebook.documents import Document
from attain.runs.workplace import sound_rulebook
from attain.wording import Wording
from attain.wording.rules import Sentence, sentences


def read(face: Face) -> click.Command:
    @face.command("read", face.rulebook(), face.argument("rule", required=False, default=""))
    def command(output: Output, rulebook: str, rule: str) -> int:
        loaded = sound_rulebook(rulebook)
        assert loaded.rules is not None
        documents = [each for each in loaded.documents if each.kind != "case"]
        found = [each for each in documents if each.name == rule]
        if rule and not found:
            near = nearest(rule, {each.name for each in documents})
            raise Faulty(
                Fault("fault.read.near" if near else "fault.read.rule", {"rule": rule, "nearest": near})
            )
        wording = Wording(output.wording.language, str(output.wording.locale), loaded.rules.settings.currency)
        told = [(each, sentences(each.kind, each.rule, loaded.rules, wording)) for each in found]
        _show(output, wording, documents, told)
        listed = documents if not rule else found
        said = {id(each): own for each, own in told}
        output.answer({"documents": [_json(each, said.get(id(each)), wording) for each in listed]})
        return DONE

    return command


def _show(
    output: Output,
    wording: Wording,
    documents: list[Document],
    told: list[tuple[Document, list[Sentence]]],
) -> None:
    """Without a rule, what there is to read; else each version, part by part."""
    if not told:
        kinds = [each for each in documents if each.kind != "rulebook"]
        output.table([(each.kind, each.name, _title(each, wording)) for each in kinds])
    for document, own in told:
        output.line(f"{_title(document, wording)} ({document.place})", "bold")
        part = ""
        for each in own:
            if each.part != part:
                part = each.part
                output.line()
                output.line(part, "bold")
            output.line("  " * each.depth + each.text)


def _title(document: Document, wording: Wording) -> str:
    return wording.title(getattr(document.rule, "title", None) or {}, document.name)


def _json(document: Document, own: list[Sentence] | None, wording: Wording) -> dict[str, Any]:
    told: dict[str, Any] = {"kind": document.kind, "name": document.name, "title": _title(document, wording)}
    told |= {"from": document.starts, "place": document.place}
    if own is not None:
        told["sentences"] = [
            {"text": each.text, "part": each.part, "depth": each.depth, "paths": each.paths} for each in own
        ]
    return told
