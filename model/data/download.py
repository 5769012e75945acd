"""MNIST's four files over HTTP: resumed when cut off, checked before they get their names."""

from __future__ import annotations

import hashlib
import itertools
import os
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPException, HTTPResponse
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

Progress = Callable[[str, int, int], None]  # file name, bytes done, bytes in all


@dataclass(frozen=True, slots=True)
class FileDigest:
    """What a file must be. size: bytes; sha256: 64 hexadecimal digits in lower case."""

    size: int
    sha256: str

    def fits(self, path: Path) -> bool:
        """Whether this very file lies at `path`. Raises OSError when it cannot be read."""
        if not path.is_file() or path.stat().st_size != self.size:
            return False
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == self.sha256


MIRRORS = (
    "https://ossci-datasets.s3.amazonaws.com/mnist/",
    "https://storage.googleapis.com/cvdf-datasets/mnist/",
)
MNIST_FILES: Mapping[str, FileDigest] = {
    "train-images-idx3-ubyte.gz": FileDigest(
        9_912_422, "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609"
    ),
    "train-labels-idx1-ubyte.gz": FileDigest(
        28_881, "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c"
    ),
    "t10k-images-idx3-ubyte.gz": FileDigest(
        1_648_877, "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6"
    ),
    "t10k-labels-idx1-ubyte.gz": FileDigest(
        4_542, "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6"
    ),
}
_TIMEOUT_S = 20.0  # for the connection and for each read, not for the whole file
_CHUNK = 1 << 16  # bytes


class _MirrorError(Exception):
    """One mirror did not give the file; another one may, going on from the part kept."""


class _WrongBytesError(_MirrorError):
    """What lies in the part is not the file's beginning: it must go."""


def download_mnist(
    folder: Path,
    progress: Progress,
    mirrors: Sequence[str] = MIRRORS,
    files: Mapping[str, FileDigest] = MNIST_FILES,
) -> None:
    """Fetch the files that `folder` (made if missing) does not have yet; check every one.

    A file has its own name only when size and checksum are right; before, it is NAME.part, from
    which a later call goes on. A wrong file under that name is kept as NAME.old-1 when the right
    one has come: Fashion-MNIST's files have the same names. `progress` gets the file's name, the
    bytes done and the bytes in all: equal once, when the file is in its place; going back when a
    part has to be dropped. An exception it raises ends the download and keeps the part.

    Raises ValueError for a mirror that is not http or https; OSError that says what happened at
    each mirror when none gave the file, or when the folder cannot be written.
    """
    _check(mirrors)
    folder.mkdir(parents=True, exist_ok=True)
    for name, digest in files.items():
        if not digest.fits(folder / name):
            _fetch(_Place(folder / name, digest), mirrors, progress)
        progress(name, digest.size, digest.size)


def _check(mirrors: Sequence[str]) -> None:
    if not mirrors:
        raise ValueError("no mirror to download from, expected at least one")
    for mirror in mirrors:
        if not mirror.lower().startswith(("https://", "http://")):
            raise ValueError(f"{mirror!r}: a mirror's address starts with https:// or http://")


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a file goes and what it must be."""

    path: Path
    digest: FileDigest

    @property
    def part(self) -> Path:
        return self.path.with_name(f"{self.path.name}.part")

    def kept(self) -> int:
        """Bytes in the part."""
        return self.part.stat().st_size if self.part.exists() else 0

    def install(self) -> None:
        """Give the part its name. Raises _WrongBytesError when it is not the file expected."""
        if not self.digest.fits(self.part):
            raise _WrongBytesError(
                f"sent other bytes than expected (sha256 {self.digest.sha256[:12]}...)"
            )
        with self.part.open("rb+") as file:  # Windows syncs only what is open for writing
            os.fsync(file.fileno())
        if self.path.exists():
            self.path.rename(_free_name(self.path))
        self.part.replace(self.path)


def _free_name(path: Path) -> Path:
    names = (path.with_name(f"{path.name}.old-{count}") for count in itertools.count(1))
    return next(name for name in names if not name.exists())


def _fetch(place: _Place, mirrors: Sequence[str], progress: Progress) -> None:
    """Try one mirror after the other. Raises OSError that tells of each when all have failed."""
    problems = []
    for mirror in mirrors:
        url = f"{mirror.rstrip('/')}/{place.path.name}"
        try:
            _fetch_from(url, place, progress)
        except _MirrorError as problem:
            problems.append(f"  {url}: {problem}")
        else:
            return
    raise OSError(_complaint(place, problems))


def _fetch_from(url: str, place: _Place, progress: Progress) -> None:
    """Bring the file to its place from one mirror.

    When a part from an earlier try turns out wrong, this mirror is not to blame: the part is
    dropped and the mirror asked again, from the first byte.
    """
    while True:
        resumed = place.kept() > 0
        try:
            if place.kept() < place.digest.size:
                _transfer(url, place, progress)
            place.install()
        except _WrongBytesError:
            place.part.unlink(missing_ok=True)
            if not resumed:
                raise
        else:
            return


def _transfer(url: str, place: _Place, progress: Progress) -> None:
    """Append what the part lacks; if the mirror does not do ranges, write it anew."""
    kept, size = place.kept(), place.digest.size
    with _open(url, kept) as response:
        start = _first_byte(response, kept)
        if response.length not in (None, size - start):
            raise _MirrorError(f"offers {response.length:,} bytes, expected {size - start:,}")
        with place.part.open("ab" if start else "wb") as file:
            done = start
            while done < size:
                progress(place.path.name, done, size)
                chunk = _read(response, min(_CHUNK, size - done))
                if not chunk:
                    raise _MirrorError(f"stopped after {done:,} of {size:,} bytes")
                done += file.write(chunk)
        if _read(response, 1):
            raise _WrongBytesError(f"sent more than the {size:,} bytes expected")


def _open(url: str, start: int) -> HTTPResponse:
    """Ask for the file from byte `start` on. Raises _MirrorError when there is no good answer."""
    headers = {"User-Agent": "digitscope"} | ({"Range": f"bytes={start}-"} if start else {})
    request = urllib.request.Request(url, headers=headers)  # noqa: S310 - _check looked at it
    try:
        response: HTTPResponse = _opener().open(request, timeout=_TIMEOUT_S)
    except urllib.error.HTTPError as error:
        error.close()
        if error.code == HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
            raise _WrongBytesError("has no bytes where the kept part ends (HTTP 416)") from None
        raise _MirrorError(f"answered HTTP {error.code}") from None
    except (OSError, HTTPException, ValueError) as error:  # ValueError: a redirect to nonsense
        raise _MirrorError(f"no connection ({_reason(error)})") from None
    return response


def _opener() -> urllib.request.OpenerDirector:
    """Only HTTP and HTTPS, also after a redirect: urllib's usual opener does ftp: as well.

    Certificates are judged by what the system trusts. Python alone looks where it was built to
    look, and a program that runs elsewhere than it was built finds nothing there.
    """
    import ssl

    import truststore

    context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.ProxyHandler(),
        urllib.request.HTTPHandler(),
        urllib.request.HTTPSHandler(context=context),
        urllib.request.HTTPRedirectHandler(),
        urllib.request.HTTPErrorProcessor(),
        urllib.request.HTTPDefaultErrorHandler(),
        urllib.request.UnknownHandler(),
    ):
        opener.add_handler(handler)
    return opener


def _first_byte(response: HTTPResponse, asked: int) -> int:
    """Where in the file the answer's body starts: `asked`, or 0 if ranges are not done."""
    if response.status == HTTPStatus.OK:
        return 0
    if response.status != HTTPStatus.PARTIAL_CONTENT:
        raise _MirrorError(f"answered HTTP {response.status}")
    given = response.getheader("Content-Range") or ""
    if not given.startswith(f"bytes {asked}-"):
        raise _MirrorError(f"sent the range {given[:40]!r}, expected bytes from {asked:,} on")
    return asked


def _read(response: HTTPResponse, most: int) -> bytes:
    """Take what has come, `most` bytes at most; empty at the end. Raises _MirrorError."""
    try:
        return response.read1(most)  # read() would lose what came before the connection broke
    except (OSError, HTTPException) as error:
        raise _MirrorError(f"the connection broke ({_reason(error)})") from None


def _reason(error: Exception) -> str:
    cause = error.reason if isinstance(error, urllib.error.URLError) else error
    text = str(cause) or type(cause).__name__
    # a server's own words may be in it: they must not steer the terminal
    return "".join(letter if letter.isprintable() else "?" for letter in text[:200])


def _complaint(place: _Place, problems: Sequence[str]) -> str:
    kept, size = place.kept(), place.digest.size
    rest = (
        f"{kept:,} of {size:,} bytes are kept in {place.part}; the next download goes on there."
        if kept
        else "Nothing of it was kept; files that came before it stay."
    )
    advice = (
        "Try again later, or give a folder that holds MNIST's files with --data,"
        " without --download."
    )
    return "\n".join((f"{place.path.name} could not be downloaded:", *problems, rest, advice))
