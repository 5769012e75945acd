"""download_mnist against real HTTP servers on this machine that can be told to misbehave."""

from __future__ import annotations

import contextlib
import hashlib
import socket
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from model.data import download
from model.data.download import MIRRORS, MNIST_FILES, FileDigest, download_mnist

SHARED = Path(__file__).parents[3].parent / "shared" / "data"
BIG, SMALL = "images.gz", "labels.gz"
CONTENT = {
    BIG: hashlib.shake_256(b"images").digest(300_000),  # several chunks
    SMALL: hashlib.shake_256(b"labels").digest(1_000),
}
HALF = len(CONTENT[BIG]) // 2


def digest(content):
    return FileDigest(len(content), hashlib.sha256(content).hexdigest())


FILES = {name: digest(content) for name, content in CONTENT.items()}


@dataclass
class Mirror:
    """A server, how it misbehaves with the big file, and what it saw."""

    fault: str = ""
    url: str = ""
    asked: list[tuple[str, str | None]] = field(default_factory=list)  # file name, Range header
    sent: dict[str, int] = field(default_factory=dict)  # body bytes by file name
    agents: set[str] = field(default_factory=set)
    released: threading.Event = field(default_factory=threading.Event)  # lets "hangs" end


class Handler(BaseHTTPRequestHandler):
    mirror: Mirror

    def do_GET(self):
        name = self.path.rpartition("/")[2]
        self.mirror.asked.append((name, self.headers["Range"]))
        self.mirror.agents.add(self.headers["User-Agent"])
        fault = self.mirror.fault if name == BIG else ""
        with contextlib.suppress(ConnectionError):  # the client hangs up on what it refuses
            getattr(self, f"fault_{fault}", self.serve)(name)

    def serve(self, name, *, content=None, ranges=True, declared=True, until=None):
        """Answer as a good server does, or nearly."""
        content = CONTENT[name] if content is None else content
        asked = self.headers["Range"] if ranges else None
        start = int(asked.removeprefix("bytes=").removesuffix("-")) if asked else 0
        self.send_response(206 if asked else 200)
        if asked:
            end = f"{len(content) - 1}/{len(content)}"
            self.send_header("Content-Range", f"bytes {start}-{end}")
        if declared:
            self.send_header("Content-Length", str(len(content) - start))
        self.end_headers()
        body = content[start:until]
        self.mirror.sent[name] = self.mirror.sent.get(name, 0) + len(body)
        self.wfile.write(body)

    def fault_missing(self, _name):
        self.send_error(404)

    def fault_cut(self, name):
        self.serve(name, until=HALF)

    def fault_cut_undeclared(self, name):
        self.serve(name, until=HALF, declared=False)

    def fault_wrong(self, name):
        self.serve(name, content=bytes(len(CONTENT[name])))

    def fault_wrong_half(self, name):
        self.serve(name, content=bytes(len(CONTENT[name])), until=HALF)

    def fault_no_ranges(self, name):
        self.serve(name, ranges=False)

    def fault_unsatisfiable(self, name):
        self.send_error(416) if self.headers["Range"] else self.serve(name)

    def fault_long(self, name):
        self.serve(name, content=CONTENT[name] + b"more")

    def fault_long_undeclared(self, name):
        self.serve(name, content=CONTENT[name] * 100, declared=False)

    def fault_other_range(self, name):
        self.send_response(206)
        self.send_header("Content-Range", "bytes 7-9/10")
        self.end_headers()
        self.wfile.write(CONTENT[name])

    def fault_no_content(self, _name):
        self.send_response(204)
        self.end_headers()

    def fault_no_http(self, _name):
        self.wfile.write(b"\x1b[2Jwhatever\r\n\r\n")

    def fault_hangs(self, _name):
        self.mirror.released.wait()

    def fault_hangs_half_way(self, name):
        self.serve(name, until=HALF)
        self.mirror.released.wait()

    def fault_moved(self, name):
        self.redirect(f"{self.mirror.url}elsewhere/{name}", here=name)

    def fault_moved_to_file(self, name):
        self.redirect(Path(__file__).as_uri(), here=name)

    def fault_moved_to_ftp(self, name):
        self.redirect("ftp://127.0.0.1/images.gz", here=name)

    def fault_moved_to_nonsense(self, name):
        self.redirect("http://[1", here=name)

    def redirect(self, location, here):
        if "elsewhere" in self.path:
            self.serve(here)
            return
        self.send_response(302)
        self.send_header("Location", location)
        self.end_headers()

    def log_message(self, *_):
        """Nothing: the tests look at what the client says."""


class Server(ThreadingHTTPServer):
    daemon_threads = False  # so that server_close() joins them
    block_on_close = True


@contextlib.contextmanager
def serving():
    mirror = Mirror()
    handler = type("Bound", (Handler,), {"mirror": mirror})
    with Server(("127.0.0.1", 0), handler) as server:
        mirror.url = f"http://127.0.0.1:{server.server_address[1]}/mnist/"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.005})
        thread.start()
        try:
            yield mirror
        finally:
            mirror.released.set()
            server.shutdown()
            thread.join()


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch):
    monkeypatch.setenv("no_proxy", "127.0.0.1")


@pytest.fixture
def mirror():
    with serving() as started:
        yield started


@pytest.fixture
def second():
    with serving() as started:
        yield started


@pytest.fixture
def dead():
    """The address of a port that is taken but answers nobody."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{taken.getsockname()[1]}/"


class Watch:
    """Takes the progress; at each call a file must be whole or absent under its own name."""

    def __init__(self, folder):
        self.folder = folder
        self.calls = []

    def __call__(self, name, done, total):
        self.calls.append((name, done, total))
        for each, content in CONTENT.items():
            path = self.folder / each
            assert not path.exists() or path.read_bytes() == content
        assert (self.folder / name).exists() == (done == total)

    def of(self, name):
        return [done for each, done, _ in self.calls if each == name]


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "new" / "mnist"


@pytest.fixture
def watch(folder):
    return Watch(folder)


def part_of(folder, content):
    folder.mkdir(parents=True)
    part = folder / f"{BIG}.part"
    part.write_bytes(content)
    return part


def assert_complete(folder):
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == CONTENT


def test_fetches_all_files_into_a_new_folder(folder, watch, mirror):
    download_mnist(folder, watch, [mirror.url], FILES)
    assert_complete(folder)
    assert mirror.asked == [(BIG, None), (SMALL, None)]
    assert mirror.agents == {"digitscope"}


def test_a_second_call_makes_no_request(folder, watch, mirror):
    download_mnist(folder, watch, [mirror.url], FILES)
    del mirror.asked[:], watch.calls[:]
    download_mnist(folder, watch, [mirror.url], FILES)
    assert mirror.asked == []
    assert watch.calls == [(name, len(CONTENT[name]), len(CONTENT[name])) for name in CONTENT]


def test_only_the_missing_file_is_fetched(folder, watch, mirror):
    download_mnist(folder, watch, [mirror.url], FILES)
    (folder / SMALL).unlink()
    del mirror.asked[:]
    download_mnist(folder, watch, [mirror.url], FILES)
    assert mirror.asked == [(SMALL, None)]
    assert_complete(folder)


def test_progress_grows_and_is_full_once_at_the_end(folder, watch, mirror):
    download_mnist(folder, watch, [mirror.url], FILES)
    for name, content in CONTENT.items():
        steps = watch.of(name)
        assert steps[0] == 0
        assert steps[-1] == len(content)
        assert steps == sorted(set(steps))
    assert len(watch.of(BIG)) > 4
    assert {(name, total) for name, _, total in watch.calls} == {
        (name, len(content)) for name, content in CONTENT.items()
    }


def test_goes_on_where_the_connection_was_cut(folder, watch, mirror):
    mirror.fault = "cut"
    with pytest.raises(OSError, match=rf"stopped after {HALF:,} of {len(CONTENT[BIG]):,} bytes"):
        download_mnist(folder, watch, [mirror.url], FILES)
    assert [path.name for path in folder.iterdir()] == [f"{BIG}.part"]
    mirror.fault = ""
    download_mnist(folder, watch, [mirror.url], FILES)
    assert mirror.asked == [(BIG, None), (BIG, f"bytes={HALF}-"), (SMALL, None)]
    assert mirror.sent == {name: len(content) for name, content in CONTENT.items()}
    assert_complete(folder)


@pytest.mark.parametrize("fault", ["cut", "cut_undeclared"])
def test_the_second_mirror_goes_on_where_the_first_was_cut(folder, watch, mirror, second, fault):
    mirror.fault = fault
    download_mnist(folder, watch, [mirror.url, second.url], FILES)
    assert second.asked == [(BIG, f"bytes={HALF}-")]
    assert second.sent == {BIG: len(CONTENT[BIG]) - HALF}
    assert_complete(folder)


def test_an_interrupted_download_is_kept_and_resumed(folder, watch, mirror):
    def interrupt(name, done, total):
        watch(name, done, total)
        if done > 0:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        download_mnist(folder, interrupt, [mirror.url], FILES)
    kept = (folder / f"{BIG}.part").stat().st_size
    assert kept == watch.calls[-1][1]
    download_mnist(folder, watch, [mirror.url], FILES)
    assert mirror.asked[1] == (BIG, f"bytes={kept}-")
    assert_complete(folder)


@pytest.mark.parametrize("fault", ["no_ranges", "unsatisfiable"])
def test_starts_again_where_the_server_cannot_resume(folder, watch, mirror, fault):
    part_of(folder, CONTENT[BIG][:HALF])
    mirror.fault = fault
    download_mnist(folder, watch, [mirror.url], FILES)
    assert mirror.asked[0] == (BIG, f"bytes={HALF}-")
    assert mirror.sent[BIG] == len(CONTENT[BIG])
    assert 0 in watch.of(BIG)
    assert_complete(folder)


def test_a_whole_part_needs_no_request(folder, watch, mirror):
    part_of(folder, CONTENT[BIG])
    download_mnist(folder, watch, [mirror.url], FILES)
    assert mirror.asked == [(SMALL, None)]
    assert_complete(folder)


@pytest.mark.parametrize("content", [bytes(HALF), bytes(len(CONTENT[BIG])), CONTENT[BIG] + b"1"])
def test_a_damaged_part_is_dropped_and_the_same_mirror_asked_again(
    folder, watch, mirror, dead, content
):
    part_of(folder, content)
    download_mnist(folder, watch, [mirror.url, dead], FILES)
    assert mirror.asked[-2:] == [(BIG, None), (SMALL, None)]
    assert_complete(folder)


def test_an_empty_part_is_as_good_as_none(folder, watch, mirror):
    part_of(folder, b"")
    download_mnist(folder, watch, [mirror.url], FILES)
    assert mirror.asked[0] == (BIG, None)
    assert_complete(folder)


@pytest.mark.parametrize(
    "fault",
    [
        "missing",
        "wrong",
        "wrong_half",
        "long",
        "long_undeclared",
        "other_range",
        "no_content",
        "no_http",
        "moved_to_file",
        "moved_to_ftp",
        "moved_to_nonsense",
    ],
)
def test_falls_to_the_second_mirror(folder, watch, mirror, second, fault):
    mirror.fault = fault
    download_mnist(folder, watch, [mirror.url, second.url], FILES)
    assert_complete(folder)
    assert mirror.asked == [(BIG, None), (SMALL, None)]
    assert second.asked[-1][0] == BIG


def test_falls_to_the_second_mirror_without_a_connection(folder, watch, dead, mirror):
    download_mnist(folder, watch, [dead, mirror.url], FILES)
    assert_complete(folder)


@pytest.mark.parametrize("fault", ["hangs", "hangs_half_way"])
def test_does_not_wait_for_a_mirror_that_hangs(folder, mirror, second, fault, monkeypatch):
    monkeypatch.setattr(download, "_TIMEOUT_S", 0.1)
    mirror.fault = fault
    download_mnist(folder, Watch(folder), [mirror.url, second.url], FILES)
    assert_complete(folder)
    assert second.sent == {BIG: len(CONTENT[BIG]) - (HALF if fault == "hangs_half_way" else 0)}


def test_follows_a_redirect_with_the_range(folder, watch, mirror):
    part_of(folder, CONTENT[BIG][:HALF])
    mirror.fault = "moved"
    download_mnist(folder, watch, [mirror.url], FILES)
    assert mirror.asked[:2] == [(BIG, f"bytes={HALF}-")] * 2
    assert_complete(folder)


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ("missing", "answered HTTP 404"),
        ("wrong", f"sent other bytes than expected .sha256 {FILES[BIG].sha256[:12]}"),
        ("long", "offers 300,004 bytes, expected 300,000"),
        ("long_undeclared", "sent more than the 300,000 bytes expected"),
        ("other_range", "sent the range 'bytes 7-9/10', expected bytes from 0 on"),
        ("no_content", "answered HTTP 204"),
        ("no_http", "no connection .*whatever"),
        ("moved_to_file", "answered HTTP 302"),
        ("moved_to_ftp", "no connection .unknown url type: ftp"),
    ],
)
def test_says_what_was_wrong_and_keeps_nothing_of_it(folder, watch, mirror, fault, said):
    mirror.fault = fault
    with pytest.raises(OSError, match=said) as caught:
        download_mnist(folder, watch, [mirror.url], FILES)
    assert "\x1b" not in str(caught.value)
    assert "Nothing of it was kept" in str(caught.value)
    assert list(folder.iterdir()) == []


def test_what_is_too_long_is_cut_off(folder, watch, mirror):
    mirror.fault = "long_undeclared"
    with pytest.raises(OSError, match="sent more"):
        download_mnist(folder, watch, [mirror.url], FILES)
    assert max(watch.of(BIG)) < len(CONTENT[BIG])


@pytest.mark.parametrize("fault", ["missing", "long", "no_content", "no_http", "other_range"])
def test_a_refused_answer_costs_nothing_of_the_part(folder, watch, mirror, fault):
    part = part_of(folder, CONTENT[BIG][:HALF])
    mirror.fault = fault
    with pytest.raises(OSError, match="could not be downloaded"):
        download_mnist(folder, watch, [mirror.url], FILES)
    assert part.read_bytes() == CONTENT[BIG][:HALF]


def test_the_message_names_every_mirror_and_what_is_kept_and_what_to_do(
    folder, watch, mirror, second, dead
):
    mirror.fault, second.fault = "missing", "cut"
    with pytest.raises(OSError, match="could not be downloaded") as caught:
        download_mnist(folder, watch, [mirror.url, dead, second.url], FILES)
    lines = str(caught.value).splitlines()
    assert lines[0] == f"{BIG} could not be downloaded:"
    assert lines[1] == f"  {mirror.url}{BIG}: answered HTTP 404"
    assert lines[2].startswith(f"  {dead}{BIG}: no connection (")
    assert lines[3] == f"  {second.url}{BIG}: stopped after 150,000 of 300,000 bytes"
    assert lines[4].startswith(f"150,000 of 300,000 bytes are kept in {folder / BIG}.part;")
    assert "--data" in lines[5]


def test_without_a_network_nothing_is_left_but_the_folder(folder, watch, dead):
    with pytest.raises(OSError, match="no connection") as caught:
        download_mnist(folder, watch, [dead, dead], FILES)
    assert str(caught.value).count("no connection") == 2
    assert list(folder.iterdir()) == []


def test_a_wrong_file_under_the_name_is_kept_beside_the_right_one(folder, mirror):
    folder.mkdir(parents=True)
    for count, old in enumerate((b"fashion", bytes(len(CONTENT[SMALL]))), start=1):
        (folder / SMALL).write_bytes(old)
        download_mnist(folder, lambda *_: None, [mirror.url], FILES)
        assert (folder / f"{SMALL}.old-{count}").read_bytes() == old
        assert (folder / SMALL).read_bytes() == CONTENT[SMALL]
    assert len(list(folder.iterdir())) == 4


def test_a_wrong_file_stays_when_no_right_one_comes(folder, dead):
    folder.mkdir(parents=True)
    (folder / BIG).write_bytes(b"fashion")
    with pytest.raises(OSError, match="no connection"):
        download_mnist(folder, lambda *_: None, [dead], FILES)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == {BIG: b"fashion"}


def test_a_disk_that_fails_is_not_the_mirrors_fault(folder, watch, mirror, second):
    (folder / f"{BIG}.part").mkdir(parents=True)  # nothing can be written there
    with pytest.raises(OSError, match=r"images\.gz\.part") as caught:
        download_mnist(folder, watch, [mirror.url, second.url], FILES)
    assert "could not be downloaded" not in str(caught.value)
    assert second.asked == []


@pytest.mark.parametrize("address", ["file:///tmp/", "ftp://127.0.0.1/", "127.0.0.1/", ""])
def test_only_http_and_https(folder, watch, mirror, address):
    with pytest.raises(ValueError, match="starts with https:// or http://"):
        download_mnist(folder, watch, [mirror.url, address], FILES)
    assert mirror.asked == []
    assert not folder.exists()


def test_no_mirror_at_all(folder, watch):
    with pytest.raises(ValueError, match="expected at least one"):
        download_mnist(folder, watch, [], FILES)


def test_the_mirrors_are_reached_by_tls():
    assert len(MIRRORS) == 2
    assert all(mirror.startswith("https://") for mirror in MIRRORS)


@pytest.mark.shared_data
def test_the_digests_are_those_of_mnist():
    folder = SHARED / "mnist"
    if not folder.is_dir():
        pytest.skip(f"{folder} is not there")
    canonical = {  # as published with the files
        "train-images-idx3-ubyte.gz": "f68b3c2dcbeaaa9fbdd348bbdeb94873",
        "train-labels-idx1-ubyte.gz": "d53e105ee54ea40749a09fcbcd1e9432",
        "t10k-images-idx3-ubyte.gz": "9fb629c4189551a2d022fa330f9573f3",
        "t10k-labels-idx1-ubyte.gz": "ec29112dd5afa0611ce80d1b7f02629c",
    }
    assert MNIST_FILES.keys() == canonical.keys()
    for name, md5 in canonical.items():
        content = (folder / name).read_bytes()
        assert hashlib.md5(content, usedforsecurity=False).hexdigest() == md5
        assert digest(content) == MNIST_FILES[name]
