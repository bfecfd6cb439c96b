"""Postfix as Debian ships it, started for this test alone, delivers to a mailbox on this machine.

A crontab line is run as cron runs it: by /bin/sh, with next to no environment.
"""

from __future__ import annotations

import email
import mailbox
import os
import pwd
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.policy import default
from pathlib import Path

import pytest
import trustme

from tests.conftest import REAL_REGISTER

pytestmark = pytest.mark.skipif(
    os.name != "posix" or os.geteuid() != 0 or shutil.which("postfix") is None,
    reason="needs root and Postfix: make test-mail installs it on Debian",
)
ROOT = Path(__file__).parents[3]
OFFICER, OWNER = "hmicofficer", "hmicowner"


@dataclass
class Postfix:
    """A Postfix of its own: configuration, queue and mailboxes in one folder."""

    folder: Path
    port: int
    authority: Path

    def box(self, user: str) -> list[email.message.EmailMessage]:
        """What lies in a mailbox."""
        path = self.folder / "boxes" / user
        if not path.exists():
            return []
        found = mailbox.mbox(path)
        return [email.message_from_bytes(found.get_bytes(key), policy=default) for key, _ in found.items()]

    def wait_for(self, user: str, count: int) -> list[email.message.EmailMessage]:
        """The mailbox once it holds so many messages."""
        end = time.monotonic() + 30
        while len(self.box(user)) < count and time.monotonic() < end:
            time.sleep(0.1)
        return self.box(user)


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@pytest.fixture(scope="module")
def postfix() -> Iterator[Postfix]:
    # Postfix works as a user of its own, who may not look into pytest's folders.
    with tempfile.TemporaryDirectory(prefix="hmic-postfix-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        with started(folder) as made:
            yield made


@contextmanager
def started(folder: Path) -> Iterator[Postfix]:
    """A Postfix that runs until the end of the block."""
    port = free_port()
    config, queue, boxes, data = (folder / name for name in ("etc", "queue", "boxes", "data"))
    for made in (config, queue, boxes, data):
        made.mkdir()
    owner = pwd.getpwnam("postfix")
    os.chown(data, owner.pw_uid, owner.pw_gid)
    nobody = pwd.getpwnam("nobody")
    os.chown(boxes, nobody.pw_uid, nobody.pw_gid)
    authority = trustme.CA()
    certificate = authority.issue_cert("localhost")
    authority.cert_pem.write_to_path(str(folder / "ca.pem"))
    certificate.private_key_and_cert_chain_pem.write_to_path(str(config / "server.pem"))
    (config / "boxes").write_text(f"{OFFICER}@force.example {OFFICER}\n{OWNER}@force.example {OWNER}\n")
    (config / "main.cf").write_text(
        f"""
compatibility_level = 3.6
queue_directory = {queue}
data_directory = {data}
maillog_file = /var/log/hmic-test-postfix.log
mydestination =
virtual_mailbox_domains = force.example
virtual_mailbox_base = {boxes}
virtual_mailbox_maps = texthash:{config}/boxes
virtual_uid_maps = static:{nobody.pw_uid}
virtual_gid_maps = static:{nobody.pw_gid}
inet_interfaces = loopback-only
smtpd_tls_security_level = may
smtpd_tls_chain_files = {config}/server.pem
smtpd_recipient_restrictions = permit_mynetworks, reject
mynetworks = 127.0.0.0/8, [::1]/128
"""
    )
    text = Path("/etc/postfix/master.cf.proto").read_text(encoding="utf-8")
    services = []
    for line in text.splitlines():
        words = line.split()
        kept = line
        if words[:2] == ["smtp", "inet"]:
            kept = f"127.0.0.1:{port} inet n - n - - smtpd"
        elif len(words) >= 8 and not line.startswith((" ", "\t", "#")):
            words[4] = "n"  # no chroot: the queue has no copy of the system in it
            kept = " ".join(words)
        services.append(kept)
    (config / "master.cf").write_text("\n".join(services) + "\n")
    subprocess.run(["postfix", "-c", str(config), "check"], check=True, capture_output=True)
    subprocess.run(["postfix", "-c", str(config), "start"], check=True, capture_output=True)
    try:
        yield Postfix(folder, port, folder / "ca.pem")
    finally:
        subprocess.run(["postfix", "-c", str(config), "stop"], check=False, capture_output=True)


def test_a_cron_line_delivers_once_a_day(postfix: Postfix, tmp_path: Path) -> None:
    hmic = [sys.executable, "-m", "hmic"]
    (tmp_path / "hmic.toml").write_text(
        f"""
register = "{REAL_REGISTER}"
[mail]
from = "Liaison officer <{OFFICER}@force.example>"
to = ["{OFFICER}@force.example"]
smtp = "smtp+starttls://localhost:{postfix.port}"
ca_file = "{postfix.authority}"
[owners]
"ACC Crime" = "{OWNER}@force.example"
"""
    )
    subprocess.run([*hmic, "load", "-q"], cwd=tmp_path, check=True, capture_output=True)
    subprocess.run([*hmic, "assign", "crime-2014-r2", "ACC Crime"], cwd=tmp_path, check=True)
    line = f"cd {tmp_path} && {' '.join(hmic)} mail overdue --send --owners --due-within 30d -q"
    cron = {"PATH": "/usr/bin:/bin", "SHELL": "/bin/sh", "HOME": "/root", "LOGNAME": "root"}
    said = [
        subprocess.run(["/bin/sh", "-c", line], env=cron, capture_output=True, text=True, check=False)
        for _ in range(2)
    ]
    assert [(one.returncode, one.stdout, one.stderr) for one in said] == [(0, "", "")] * 2
    (officer,) = postfix.wait_for(OFFICER, 1)
    (owner,) = postfix.wait_for(OWNER, 1)
    time.sleep(1)
    assert len(postfix.box(OFFICER)) == len(postfix.box(OWNER)) == 1
    assert re.search(r"\d+ findings? overdue.*: Leicestershire Police", officer["Subject"])
    assert re.search(r"1 finding overdue.*: ACC Crime, Leicestershire Police", owner["Subject"])
    assert "ESMTPS" in str(officer["Received"])
    body = owner.get_body(("plain",))
    assert body is not None
    assert "crime-2014-r2: Role of PCSOs in investigating crime" in body.get_content()
    told = len(postfix.box(OFFICER)), len(postfix.box(OWNER))
    assert told == (1, 1)
    say = f"two runs of cron: messages to officer and owner {told}"
    print(say)  # noqa: T201 - the figures of `make test-mail`


def test_an_unknown_mailbox_is_reported(postfix: Postfix, tmp_path: Path) -> None:
    (tmp_path / "hmic.toml").write_text(
        f"""
register = "{REAL_REGISTER}"
[mail]
from = "{OFFICER}@force.example"
to = ["nobody@force.example", "{OWNER}@force.example"]
smtp = "smtp://127.0.0.1:{postfix.port}"
"""
    )
    before = len(postfix.box(OWNER))
    hmic = [sys.executable, "-m", "hmic"]
    subprocess.run([*hmic, "load", "-q"], cwd=tmp_path, check=True, capture_output=True)
    said = subprocess.run(
        [*hmic, "mail", "overdue", "--send"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert said.returncode == 2
    assert "not sent to nobody@force.example: 550 5.1.1" in said.stderr
    assert len(postfix.wait_for(OWNER, before + 1)) == before + 1
    say = "an unknown mailbox: said so, and the other recipient has it"
    print(say)  # noqa: T201 - likewise
