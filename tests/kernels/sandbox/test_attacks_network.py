# Attacks and lessons use the plainest calls there are.
# ruff: noqa: PTH101, PTH208
import os
import socket
import sys
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only on Linux")


def test_the_servers_own_port_on_this_machine(cell: Any) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = server.getsockname()
        got = cell.run(lambda: socket.create_connection(address, timeout=2) and "connected")
    assert got.refused


def test_a_datagram_on_this_machine(cell: Any) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        server.bind(("127.0.0.1", 0))
        server.settimeout(0.2)
        address = server.getsockname()

        def attack() -> int:
            return socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"marks", address)

        assert cell.run(attack).refused
        with pytest.raises(TimeoutError):
            server.recv(10)


@pytest.mark.parametrize(
    "family", [socket.AF_INET, socket.AF_INET6, socket.AF_NETLINK, socket.AF_PACKET]
)
def test_no_other_kind_of_socket_exists(cell: Any, family: int) -> None:
    got = cell.run(lambda: socket.socket(family, socket.SOCK_DGRAM) and "made")
    assert got.error.startswith("PermissionError")


def test_listening_for_others(cell: Any) -> None:
    assert cell.run(lambda: socket.create_server(("0.0.0.0", 0)) and "listens").refused


def test_asking_for_a_name(cell: Any) -> None:
    got = cell.run(lambda: socket.getaddrinfo("example.org", 80))
    assert got.error.startswith("gaierror")


def test_a_page_from_the_internet(cell: Any) -> None:
    from urllib.request import urlopen

    got = cell.run(lambda: urlopen("http://127.0.0.1:9/", timeout=2).read().decode())
    assert got.error.startswith("URLError")


def test_a_socket_file_of_the_server(cell: Any, tmp_path: Path) -> None:
    path = str(tmp_path / "z")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(path)
        os.chmod(path, 0o777)
        server.listen()

        def attack() -> str:
            socket.socket(socket.AF_UNIX).connect(path)
            return "connected"

        assert cell.run(attack).refused


def test_an_abstract_socket_of_the_server(cell: Any) -> None:
    name = f"\0kisima-test-{os.getpid()}"
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(name)
        server.listen()

        def attack() -> str:
            socket.socket(socket.AF_UNIX).connect(name)
            return "connected"

        assert cell.run(attack).refused


def test_a_datagram_of_a_pair_to_a_socket_file(cell: Any, tmp_path: Path) -> None:
    path = str(tmp_path / "d")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as server:
        server.bind(path)
        os.chmod(path, 0o777)

        def attack() -> int:
            pair = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
            return pair[0].sendto(b"x", path)

        assert cell.run(attack).refused


def test_a_descriptor_handed_to_the_child_is_the_only_one(cell: Any, tmp_path: Path) -> None:
    opened = os.open(tmp_path, os.O_RDONLY | os.O_DIRECTORY)
    os.set_inheritable(opened, True)
    got = cell.run(lambda: os.listdir(opened))
    os.close(opened)
    assert got.error.startswith("OSError")
