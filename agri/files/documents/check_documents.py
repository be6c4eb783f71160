"""Check what a package holds for its office's documents: who issues them, and each Word template."""

from collections.abc import Iterator

from agri.definitions.official.issuing_body import BODY, BODY_FIELDS, DOCUMENTS, template_name
from agri.definitions.package.documents import Opening, TomlDocument
from agri.definitions.package.faults import PackageFault, listed, meant, shown
from agri.definitions.package.kinds import FaultKind
from agri.definitions.package.shape import TableShape, Text, shape_faults
from agri.definitions.reading import DefinitionFiles
from agri.terms import DocumentKind

TASKS = "tasks.csv"
_TEMPLATES = tuple(template_name(kind) for kind in DocumentKind)
_SHAPE = TableShape(
    {name: Text() for name in BODY_FIELDS[:2]},
    {name: Text(may_be_empty=True) for name in BODY_FIELDS[2:]}
    | {"proves": TableShape({}, {str(kind): Text() for kind in DocumentKind})},
)


def _proof_faults(opening: Opening, body: TomlDocument) -> Iterator[PackageFault]:
    """Yield the tasks that documents are to prove and that the ledger does not have."""
    proves = body.table.get("proves")
    ledger = Opening(opening.files).csv(TASKS, is_needed=False)
    if not isinstance(proves, dict) or ledger is None:
        return
    ids = {row["id"] for row in ledger.rows}
    for kind, task in proves.items():
        if task not in ids:
            at = ("proves", kind)
            yield body.fault(
                FaultKind.NOT_AMONG, at, found=shown(task), meant=meant(task, ids), known=listed(sorted(ids))
            )


def check_documents(files: DefinitionFiles) -> Opening:
    """Return every fault of a package's folder of documents, and what passed; no folder is no fault."""
    from agri.files.documents.template import template_faults  # what reads Word files is slow to import

    opening = Opening(files)
    body = opening.toml(BODY, is_needed=False)
    if body is not None:
        opening.add(list(shape_faults(body, _SHAPE)))
        opening.add(list(_proof_faults(opening, body)))
        opening.note_passed(BODY, "发文单位完整", "who issues documents is named")
    for name in files.names():
        if name.rpartition("/")[0] != DOCUMENTS or name == BODY:
            continue
        if name not in _TEMPLATES:
            values = {"meant": meant(name, _TEMPLATES)}
            opening.faults.append(PackageFault(FaultKind.FILE_UNKNOWN, name, None, "", values))
            continue
        opening.add(list(template_faults(name, files.read(name))))
        opening.note_passed(name, "模板占位符齐全", "a template whose placeholders all exist")
    return opening
