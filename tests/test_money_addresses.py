"""However an address is written, browsers know where it leads; so must we."""

from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from money.addresses import DEEPEST, host_of, path_of, steps

WAYS_TO_WRITE_ONE_HOST = [
    "https://shop.example/balm",
    "http://shop.example",
    "HTTPS://SHOP.EXAMPLE/balm",
    "//shop.example/balm",
    "https://shop.example./balm",
    "https://shop.example:443/balm",
    "https://somebody:word@shop.example/balm",
    r"https:\\shop.example\balm",
    r"\\shop.example/balm",
    "https:///shop.example/balm",
    "https:/shop.example/balm",
    " \thttps://shop.example/balm\n",
    "ht\ntps://shop.ex\tample/balm",
    "https://shop%2Eexample/balm",
    "https://ＳＨＯＰ．example/balm",
    "https://shop。example/balm",
    "https://shop.example?to=balm",
    "https://shop.example#balm",
]


@pytest.mark.parametrize("address", WAYS_TO_WRITE_ONE_HOST)
def test_a_host_is_known_however_it_is_written(address):
    assert host_of(address) == "shop.example"


@pytest.mark.parametrize("address", ["", "/stories/balm/", "#top", "mailto:ada@shop.example", "tel:+1", "balm", "?q=1"])
def test_what_leads_nowhere_else_has_no_host(address):
    assert host_of(address) == ""


def test_other_letters_are_compared_as_the_network_writes_them():
    assert host_of("https://schönheit.example/") == host_of("https://XN--SCHNHEIT-P4A.example") != ""


def test_a_path_is_found_with_and_without_a_host():
    assert path_of("https://magazine.example/go/balm?x=1#y") == path_of("/go/balm?x=1") == "/go/balm"
    assert path_of("https://magazine.example") == "/"


def hosts(address):
    return [host for host, _names in steps(address)]


@pytest.mark.parametrize(
    "address",
    [
        "https://out.example/?url=https%3A%2F%2Fshop.example%2Fbalm",
        "https://out.example/?url=https://shop.example/balm",
        "https://out.example/?a=1&b=2&u=https%253A%252F%252Fshop.example",
        "https://out.example/?to=shop.example/balm",
        "https://out.example/?to=//shop.example",
        "https://out.example/go/https://shop.example/balm",
        "https://out.example/go/https%3A%2F%2Fshop.example",
        "https://out.example/#https://shop.example/balm",
        "https://out.example/#to=shop.example",
        "/leave?to=https://shop.example",
        "https://out.example/?u=https%3A%2F%2Fsecond.example%2F%3Fu%3Dhttps%253A%252F%252Fshop.example",
    ],
)
def test_an_address_within_an_address_is_found(address):
    assert "shop.example" in hosts(address)


def test_parameters_are_those_of_the_address_that_carries_them():
    assert list(steps("https://out.example/?u=https%3A%2F%2Fshop.example%2F%3Ftag%3Dus")) == [
        ("out.example", {"u"}),
        ("shop.example", {"tag"}),
    ]


def test_nobody_follows_redirectors_for_ever():
    address = "https://shop.example"
    for _each in range(DEEPEST + 1):
        address = f"https://out.example/?u={quote(address, safe='')}"
    assert hosts(address) == ["out.example"] * (DEEPEST + 1)


@given(st.text())
def test_whatever_is_pasted_can_be_read(address):
    assert isinstance(host_of(address), str)
    assert all(isinstance(host, str) for host in hosts(f"https://out.example/{address}"))
