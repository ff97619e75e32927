"""Sockets: a lower app asks, a higher app answers, and nobody answers twice."""

import pytest

from core.sockets import SOCKETS, Socket


@pytest.fixture
def socket():
    made = Socket("tests.greetings")
    yield made
    del SOCKETS["tests.greetings"]


def hello(name: str) -> str:
    return f"Hello {name}"


def goodbye(name: str) -> str:
    return f"Goodbye {name}"


def test_functions_answer_in_the_order_they_were_plugged_in(socket):
    assert list(socket) == []
    socket.plug(hello)
    socket.plug(goodbye)
    assert [answer("Sam") for answer in socket] == ["Hello Sam", "Goodbye Sam"]
    assert len(socket) == 2


def test_the_same_function_twice_is_a_fault(socket):
    socket.plug(hello)
    with pytest.raises(ValueError, match="already"):
        socket.plug(hello)


def test_a_name_is_taken_once(socket):
    with pytest.raises(ValueError, match="already"):
        Socket("tests.greetings")
