"""Downloads over TLS: a server whose certificate the system trusts, and one it does not."""

from __future__ import annotations

import shutil
import socket
import ssl
import subprocess
import sys
from pathlib import Path

import pytest

from model.data.download import _opener, download_mnist
from tests.model.data.test_download import FILES, Server, serving

linux = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="Windows and macOS keep certificates elsewhere"
)
needs_openssl = pytest.mark.skipif(shutil.which("openssl") is None, reason="needs openssl")
BUNDLES = ("/etc/ssl/cert.pem", "/etc/ssl/certs/ca-certificates.crt", "/etc/ssl/ca-bundle.pem")


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A certificate for 127.0.0.1 that vouches for itself, and its key."""
    folder = tmp_path_factory.mktemp("tls")
    command = "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=digitscope-test"
    names = ["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", "key.pem", "-out", "cert.pem"]
    subprocess.run([*command.split(), *names], cwd=folder, check=True, capture_output=True)
    return folder / "cert.pem", folder / "key.pem"


@pytest.fixture
def mirror(certificate, monkeypatch):
    """A mirror that speaks TLS."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)

    class TlsServer(Server):
        def get_request(self):
            connection, address = super().get_request()
            return context.wrap_socket(connection, server_side=True), address

        def handle_error(self, *_):
            """A client that does not trust it hangs up."""

    monkeypatch.setattr("tests.model.data.test_download.Server", TlsServer)
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    with serving() as started:
        started.url = started.url.replace("http:", "https:")
        yield started


def fetch(mirror, folder):
    download_mnist(folder, lambda *_: None, [mirror.url], FILES)


@linux
@needs_openssl
def test_a_certificate_that_the_system_trusts(mirror, certificate, tmp_path, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
    fetch(mirror, tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {*FILES}


@needs_openssl
def test_a_certificate_that_nobody_vouches_for(mirror, tmp_path):
    with pytest.raises(OSError, match="certificate"):
        fetch(mirror, tmp_path)
    assert list(tmp_path.iterdir()) == []


@linux
@pytest.mark.skipif(
    not any(Path(bundle).is_file() for bundle in BUNDLES), reason="this system has no certificates"
)
def test_where_it_was_built_there_is_nothing_but_the_system_has_certificates(monkeypatch):
    """As in a frozen program: OpenSSL's own places exist on the computer that built it only."""
    for name in ("SSL_CERT_FILE", "SSL_CERT_DIR"):
        monkeypatch.setenv(name, "/nowhere")
    [https] = [handler for handler in _opener().handlers if hasattr(handler, "https_open")]
    context = https._context
    here, there = socket.socketpair()  # they are looked for when connecting
    options = {"server_hostname": "digitscope.example", "do_handshake_on_connect": False}
    with there, context.wrap_socket(here, **options):
        assert len(context._ctx.get_ca_certs()) > 10
