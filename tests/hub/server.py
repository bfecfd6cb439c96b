"""A real PostgreSQL server in a temporary folder, run by an ordinary user, with TLS and passwords."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg2
import trustme

PASSWORD = "correct horse"  # noqa: S105 - of a server that lives for a minute


def binaries() -> Path | None:
    """The folder of initdb: Debian keeps it out of PATH."""
    found = [Path(one).resolve().parent for one in (shutil.which("initdb"),) if one]
    found += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((one for one in found if (one / "postgres").exists() and (one / "initdb").exists()), None)


def ordinary() -> dict[str, Any]:
    """Whoever is root runs the server as another user: initdb refuses root."""
    if os.geteuid() != 0:
        return {}
    names = {one.pw_name: one for one in pwd.getpwall()}
    user = names.get("postgres") or names["nobody"]
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def free_port() -> int:
    """A port that nobody listens at."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


class Server:
    """A server that can be stopped, killed and started again."""

    def __init__(self, folder: Path, *, durable: bool = False) -> None:
        found = binaries()
        assert found is not None, "PostgreSQL is not installed: make test-hub"
        self.bin, self.folder, self.who = found, folder, ordinary()
        self.data = folder / "data"
        self.port = free_port()
        self.ca = trustme.CA()
        self.root = folder / "root.crt"
        self.ca.cert_pem.write_to_path(str(self.root))
        secret = folder / "password"
        secret.write_text(PASSWORD)
        self.certify(self.ca.issue_cert("localhost", "127.0.0.1"))
        self.own(folder)
        self.call("initdb", "-D", self.data, "-U", "boss", "-A", "scram-sha-256", f"--pwfile={secret}", "-E", "UTF8",
                  "--locale=C.UTF-8", "--no-sync")  # fmt: skip
        settings = [
            "listen_addresses = '127.0.0.1'", f"port = {self.port}", f"unix_socket_directories = '{folder}'",
            "ssl = on", f"ssl_cert_file = '{folder}/server.crt'", f"ssl_key_file = '{folder}/server.key'",
            "max_connections = 60", "lc_messages = 'C'", "shared_buffers = '32MB'",
            *([] if durable else ["fsync = off"]),
        ]  # fmt: skip
        (self.data / "postgresql.auto.conf").write_text("\n".join(settings) + "\n")
        self.passwords = folder / "pgpass"
        self.start()

    @property
    def version(self) -> int:
        """Of PostgreSQL."""
        return int(self.sql("SHOW server_version_num")[0][0]) // 10000

    def certify(self, cert: trustme.LeafCert) -> None:
        """Give the server a certificate."""
        for name, text in (
            ("server.key", cert.private_key_pem.bytes()),
            ("server.crt", b"".join(one.bytes() for one in cert.cert_chain_pems)),
        ):
            path = self.folder / name
            path.unlink(missing_ok=True)
            path.write_bytes(text)
            path.chmod(0o600)
            self.own(path)

    def own(self, path: Path) -> None:
        if self.who:
            os.chown(path, self.who["user"], self.who["group"])

    def call(self, program: str, *args: object) -> str:
        done = subprocess.run(
            [self.bin / program, *map(str, args)], capture_output=True, text=True, check=False, cwd=self.folder,
            env={**os.environ, "PGPASSWORD": PASSWORD}, **self.who,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        return str(done.stdout)

    def start(self) -> None:
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [self.bin / "postgres", "-D", self.data],
                stdout=log, stderr=log, start_new_session=True, cwd=self.folder, **self.who,
            )  # fmt: skip
        until = time.monotonic() + 30
        while time.monotonic() < until:
            try:
                self.sql("SELECT 1", db="postgres")
            except psycopg2.OperationalError:
                pass
            else:
                return
            time.sleep(0.05)
        raise AssertionError((self.folder / "log").read_text()[-2000:])

    def crash(self) -> None:
        """Let every process of it die at once, without a checkpoint."""
        self.stop(signal.SIGQUIT)

    def kill(self) -> None:
        """Every process of it is gone, as when the machine loses power."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(30)

    def stop(self, how: int = signal.SIGINT) -> None:
        """Stop at once; with SIGQUIT as a crash would."""
        if self.process.poll() is None:
            self.process.send_signal(how)
            self.process.wait(30)

    def dsn(self, user: str, db: str = "hmic", host: str = "localhost", **more: str) -> str:
        words = {
            "host": host,
            "port": str(self.port),
            "dbname": db,
            "user": user,
            "sslrootcert": str(self.root),
            **more,
        }
        return " ".join(f"{name}={value}" for name, value in words.items())

    def sql(self, text: str, db: str = "postgres", user: str = "boss") -> list[Any]:
        """Ask as the server's superuser, by its socket."""
        con = psycopg2.connect(
            host=str(self.folder), port=self.port, dbname=db, user=user, password=PASSWORD
        )
        try:
            con.autocommit = True
            with con.cursor() as cursor:
                cursor.execute(text)
                return list(cursor.fetchall()) if cursor.description else []
        finally:
            con.close()

    def login(self, name: str, *groups: str) -> None:
        """A person's login, a member of groups."""
        self.sql(f"CREATE ROLE {name} LOGIN PASSWORD '{PASSWORD}'")
        for group in groups:
            self.sql(f"GRANT {group} TO {name}")


class Standby(Server):
    """A second server that has to have what the first acknowledges: the first waits for it."""

    def __init__(self, primary: Server, port: int | None = None) -> None:
        self.bin, self.folder, self.who = primary.bin, primary.folder, primary.who
        self.ca, self.root = primary.ca, primary.root
        self.data, self.port = primary.folder / "standby", port or free_port()
        primary.call("pg_basebackup", "-D", self.data, "-h", self.folder, "-p", primary.port, "-U", "boss",
                     "-R", "-X", "stream", "-c", "fast", "--no-sync")  # fmt: skip
        with (self.data / "postgresql.auto.conf").open("a") as settings:
            settings.write(f"port = {self.port}\n")
        self.start()
        primary.sql("ALTER SYSTEM SET synchronous_standby_names = '*'")
        primary.sql("SELECT pg_reload_conf()")
        until = time.monotonic() + 30
        while primary.sql("SELECT sync_state FROM pg_stat_replication") != [("sync",)]:
            assert time.monotonic() < until
            time.sleep(0.05)

    def promote(self) -> None:
        """From now on it is the server."""
        self.call("pg_ctl", "promote", "-w", "-D", self.data)
        self.sql("ALTER SYSTEM SET synchronous_standby_names = ''")
        self.sql("SELECT pg_reload_conf()")


@contextmanager
def served(*, durable: bool = False) -> Iterator[Server]:
    """A server for as long as it is needed, in a folder that its user may go into."""
    with tempfile.TemporaryDirectory(prefix="hmic-hub-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        folder.chmod(0o755)
        server = Server(folder, durable=durable)
        try:
            yield server
        finally:
            server.stop(signal.SIGQUIT)
