"""Ports of this machine, for the servers of tests and benchmarks."""

import socket


def free_port() -> int:
    """A port that is free now; another process may take it before the server does."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


def is_listening(port: int) -> bool:
    with socket.socket() as client:
        return client.connect_ex(("127.0.0.1", port)) == 0
