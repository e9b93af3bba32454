"""Letters to employees: one for each whose pay an adjustment moves, in one file or a folder of files."""

import hashlib
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from urllib.parse import quote

from indicators.errors import BadInput
from jobs import decide, people, progress
from jobs.exports.files import cannot_write, written
from jobs.letters.band import spoken
from jobs.letters.digest import of_folder
from jobs.letters.filling import filled, template_text
from jobs.letters.pages import BREAK, to_html, to_pdf
from jobs.letters.person import Writer, takes_part
from jobs.progress import OnProgress, Progress
from jobs.workspace import Workspace
from plans.explain import Language


class LetterForm(StrEnum):
    """What a letter is written as."""

    MARKDOWN = "md"
    HTML = "html"
    PDF = "pdf"


@dataclass(frozen=True, slots=True)
class Wishes:
    """How letters are written: language, a template of one's own, the form in a folder, who gets one.

    The template is for those whose pay moves; who is left out is told so in ours, with `everybody`, and
    else gets no letter.
    """

    language: str = "en"
    template: Path | None = None
    form: LetterForm = LetterForm.MARKDOWN
    everybody: bool = False


@dataclass(frozen=True, slots=True)
class LettersReport:
    """How many letters stand at `path`, and who got none: eligibility and how many of it."""

    path: Path
    state: str
    letters: int
    without: Mapping[str, int]
    mark: str


def write_letters(
    workspace: Workspace,
    number: int,
    source: Path,
    target: Path,
    *,
    choices: people.Choices | None = None,
    wishes: Wishes | None = None,
    overwrite: bool = False,
    on_progress: OnProgress = progress.silent,
    cancelled: progress.Cancelled = progress.never,
) -> LettersReport:
    """Write a letter for each employee of `source` that proposal `number` concerns, as `people` adjusts them.

    `target` is a file (.md, .html, .pdf: all letters in one, each on a new page) or a new folder (a file an
    employee). All of it is private, and in the audit trail. Letters of a proposal that nobody has accepted
    say that they are drafts. InvalidFile for what is wrong in `source`; BadInput for a place that cannot be
    written or exists, or a template that cannot be filled in.
    """
    asked = wishes or Wishes()
    proposal = decide.show(workspace, number)
    language = spoken(asked.language)
    form = _form_of(target)
    _check(target, form, overwrite=overwrite)
    without: Counter[str] = Counter()
    texts: list[tuple[str, str]] = []
    with people.adjusted(
        workspace, number, source, choices=choices, on_progress=on_progress, cancelled=cancelled
    ) as (report, rows):
        writer = Writer(proposal, decide.adjustment(proposal), language, report.terms.late)
        ours = template_text(None, f"person-{language}.md")
        own = template_text(asked.template, f"person-{language}.md")
        for row in rows:
            moves = takes_part(row)
            if not moves and not asked.everybody:
                without[str(row["eligibility"])] += 1
                continue
            shown = str(asked.template or f"person-{language}.md")
            texts.append((str(row["employee"]), filled(own if moves else ours, writer.fields(row), shown)))
    if not texts:
        raise BadInput("nobody is to get a letter", where=str(source), got=_told(without) or "no employees")
    on_progress(Progress("letters", 0, len(texts), f"{len(texts)} letters"))
    made = _Made(workspace, f"Proposal {number}", language)
    if form is not None:
        content = made.one(form, [text for _, text in texts])
        sha256 = hashlib.sha256(content).hexdigest()
        with written({target: content}, overwrite=overwrite), _recorded(workspace, number, target, sha256):
            pass
    else:
        _write_folder(workspace, number, target, made, asked.form, texts, on_progress)
    return LettersReport(target, proposal.state, len(texts), dict(without), report.mark)


@dataclass(frozen=True)
class _Made:
    """Makes files of letters."""

    workspace: Workspace
    title: str
    language: Language

    def one(self, form: LetterForm, letters: list[str]) -> bytes:
        if form is LetterForm.PDF:
            author, at = self.workspace.user, self.workspace.now
            return to_pdf(letters, title=self.title, author=author, at=at, language=self.language)
        if form is LetterForm.HTML:
            return to_html(letters, title=self.title, language=self.language).encode("utf-8")
        return BREAK.join(letters).encode("utf-8")


def _form_of(target: Path) -> LetterForm | None:
    """The form of one file for all; None where the place is to be a folder."""
    ending = target.suffix.casefold().lstrip(".")
    return LetterForm(ending) if ending in set(LetterForm) else None


def _check(target: Path, form: LetterForm | None, *, overwrite: bool) -> None:
    if not target.parent.is_dir():
        raise BadInput(
            "not a place for letters", where=str(target), expected="a name in a folder that exists"
        )
    if form is None and target.exists():
        hint = "choose a name that is free: letters of two runs are not mixed"
        raise BadInput("the folder exists already", where=str(target), hint=hint)
    if form is not None and target.exists() and not overwrite:
        raise BadInput(
            "the file exists already", where=str(target), hint="choose another name; --force overwrites"
        )


def _write_folder(
    workspace: Workspace,
    number: int,
    target: Path,
    made: _Made,
    form: LetterForm,
    texts: list[tuple[str, str]],
    tell: OnProgress,
) -> None:
    """Every letter under its employee, in a folder that appears whole, readable by its owner alone."""
    digests: list[tuple[str, bytes]] = []
    try:
        with tempfile.TemporaryDirectory(prefix=f".{target.name}.", dir=target.parent) as folder:
            whole = Path(folder) / "letters"
            whole.mkdir(mode=0o700)
            for position, (employee, text) in enumerate(texts, 1):
                tell(Progress("letters", position, len(texts), employee))
                content = made.one(form, [text])
                # A number in front: two employees never share a name, however it is cut and quoted.
                path = whole / f"{position:06d}-{quote(employee, safe='')[:120]}.{form}"
                path.touch(mode=0o600)
                path.write_bytes(content)
                digests.append((path.name, hashlib.sha256(content).digest()))
            with _recorded(workspace, number, target, of_folder(digests)):
                whole.rename(target)
    except OSError as error:
        raise cannot_write(target, error) from None


@contextmanager
def _recorded(workspace: Workspace, number: int, target: Path, sha256: str) -> Iterator[None]:
    """Note the letters in the audit trail where the block ends well."""
    from storage import plans as stored

    with workspace.session() as session:
        stored.record_export(
            number,
            path=str(target.absolute()),
            format="letters",
            sha256=sha256,
            exported_at=workspace.now,
            exported_by=workspace.user,
            session=session,
        )
        yield


def _told(without: Mapping[str, int]) -> str:
    return ", ".join(f"{count} {why}" for why, count in sorted(without.items()))
