"""The bundled plan templates: listed, and written out to be edited."""

from dataclasses import dataclass
from pathlib import Path

from jobs.exports.files import write_files
from plans import templates
from plans.parse import parse_plan


@dataclass(frozen=True, slots=True)
class TemplateRow:
    """A template in a list."""

    name: str
    title: str
    currency: str


def rows(language: str = "en") -> tuple[TemplateRow, ...]:
    """Every template, by name, with its title in English or Chinese (zh)."""
    found = (
        (name, parse_plan(templates.text(name, language), file=f"template {name}")[0])
        for name in templates.names()
    )
    return tuple(TemplateRow(name, plan.title, plan.currency) for name, plan in found if plan is not None)


def write(name: str, path: Path, language: str = "en") -> None:
    """Write a template to `path`, private to its owner; BadInput where the file exists already."""
    write_files({path: templates.text(name, language).encode("utf-8")}, overwrite=False)
