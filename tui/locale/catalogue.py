"""From the committed .po file to translations in memory.

Only the .po is kept under version control, so there is no second file to forget. Compiling takes some 50 ms
plus the import of Babel, too much for every start; the result is therefore cached under a name made from the
digest of the .po file: a changed catalogue can never meet a stale compilation.
"""

from contextlib import suppress
from gettext import GNUTranslations
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from tempfile import NamedTemporaryFile

from platformdirs import user_cache_path

DOMAIN = "onewindow"
HERE = Path(__file__).parent


def po_path(language: str) -> Path:
    return HERE / language / "LC_MESSAGES" / f"{DOMAIN}.po"


def cache_folder() -> Path:
    """Where compiled catalogues are kept."""
    return user_cache_path(DOMAIN) / "locale"


def load(language: str, cache: Path | None = None) -> GNUTranslations:
    """The translations of a language, compiled when there is no compilation of exactly this .po yet."""
    source = po_path(language).read_bytes()
    compiled = (cache or cache_folder()) / f"{language}-{sha256(source).hexdigest()[:24]}.mo"
    with suppress(OSError, ValueError), compiled.open("rb") as file:
        return GNUTranslations(file)
    mo = compile_po(source, language)
    with suppress(OSError):  # a read-only home costs 0.1 s at each start, nothing else
        _keep(mo, compiled)
    return GNUTranslations(BytesIO(mo))


def compile_po(source: bytes, language: str) -> bytes:
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    mo = BytesIO()
    write_mo(mo, read_po(BytesIO(source), locale=language))
    return mo.getvalue()


def _keep(mo: bytes, path: Path) -> None:
    """Write whole or not at all: two workstations' programs may share one home folder."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=path.parent, delete=False) as file:
        file.write(mo)
    Path(file.name).replace(path)
