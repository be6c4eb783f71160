"""Who issues a city's documents, who receives them, and what they prove; the templates lie beside it."""

from dataclasses import dataclass, fields

from agri.definitions.reading import DefinitionFiles, read_toml
from agri.terms import DocumentKind

DOCUMENTS = "documents"  # the folder of a package that holds its office's templates
BODY = f"{DOCUMENTS}/{DOCUMENTS}.toml"


@dataclass(frozen=True, slots=True)
class IssuingBody:
    """What stands at the head and the foot of a document.

    ============ ====================================================
    Field        Meaning
    ============ ====================================================
    issuer       落款：who issues it
    recipients   主送：to whom it goes
    copied_to    抄送；empty where nobody gets a copy
    contact      联系人、电话；empty where none is named
    ============ ====================================================
    """

    issuer: str
    recipients: str
    copied_to: str = ""
    contact: str = ""


BODY_FIELDS = tuple(field.name for field in fields(IssuingBody))


def template_name(kind: DocumentKind) -> str:
    """Return the file of a package that holds the template of a kind of document.

    >>> template_name(DocumentKind.MONTHLY)
    'documents/monthly.docx'
    """
    return f"{DOCUMENTS}/{kind}.docx"


def read_proofs(files: DefinitionFiles) -> dict[str, DocumentKind]:
    """Return which tasks of the ledger the city's own releases prove, by their ids.

    >>> read_proofs(DefinitionFiles.of_bytes({BODY: b'proves = { monthly = "4-1a-03" }'}))
    {'4-1a-03': <DocumentKind.MONTHLY: 'monthly'>}
    """
    table = read_toml(files[BODY]).get("proves", {}) if BODY in files else {}
    return {str(table[kind]): kind for kind in DocumentKind if kind in table}


def read_body(files: DefinitionFiles, compiler: str) -> IssuingBody:
    """Read who issues a city's documents.

    Parameters
    ----------
    files : DefinitionFiles
        The package.
    compiler : str
        Who compiles its releases: the issuer where the package does not name one.

    Raises
    ------
    ValueError
        The file names neither an issuer nor recipients that are texts.
    """
    if BODY not in files:
        return IssuingBody(compiler, "各县（市）区、各有关单位")
    table = read_toml(files[BODY])
    texts = {name: table[name] for name in BODY_FIELDS if isinstance(table.get(name), str)}
    if not {"issuer", "recipients"} <= texts.keys():
        raise ValueError(f"{BODY}: issuer and recipients must be texts")
    return IssuingBody(**texts)
