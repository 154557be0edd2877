"""RFC 9162 trees: known answers, an independent naive tree, and proofs that prove nothing else."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.supervision.errors import HashUnusable
from backend.supervision.hashing import HashName, tree_hash
from backend.supervision.merkle import Frontier, WholeTree, proves_inclusion, root_of

SHA = tree_hash(HashName.SHA256)
SM3 = tree_hash(HashName.SM3)

# The eight inputs, and the roots after each, of the Certificate Transparency reference tests (RFC 6962 tree).
INPUTS = [
    b"",
    bytes.fromhex("00"),
    bytes.fromhex("10"),
    bytes.fromhex("2021"),
    bytes.fromhex("3031"),
    bytes.fromhex("40414243"),
    bytes.fromhex("5051525354555657"),
    bytes.fromhex("606162636465666768696a6b6c6d6e6f"),
]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def test_roots_equal_the_published_ones() -> None:
    leaves = [SHA.leaf(data) for data in INPUTS]
    assert [root_of(leaves[:size], SHA).hex() for size in range(9)] == ROOTS


def test_hashes_give_the_standards_own_examples() -> None:
    assert SM3.digest(b"abcd" * 16).hex() == "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"
    assert SHA.digest(b"").hex() == hashlib.sha256(b"").hexdigest()


def test_a_hash_nobody_knows_is_refused() -> None:
    with pytest.raises(HashUnusable):
        tree_hash("md5")


def _naive_root(leaves: list[bytes]) -> bytes:
    """The definition in RFC 9162, 2.1.1, word for word, on SHA-256 of the standard library."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return hashlib.sha256(b"\x01" + _naive_root(leaves[:split]) + _naive_root(leaves[split:])).digest()


leaf_lists = st.lists(st.binary(min_size=32, max_size=32), max_size=70)


@given(leaf_lists, st.integers(0, 70))
def test_a_frontier_grown_in_any_two_steps_has_the_root_of_the_definition(leaves: list[bytes], cut: int) -> None:
    half = Frontier.of(leaves[:cut], SHA)
    stored = Frontier.from_bytes(half.size, half.to_bytes())
    assert WholeTree(leaves, SHA).root() == _naive_root(leaves)
    assert stored.extended(leaves[cut:], SHA).root(SHA) == _naive_root(leaves)


@given(st.integers(0, 1000), st.integers(0, 500))
def test_peaks_that_do_not_fit_the_size_are_refused(size: int, length: int) -> None:
    if length == 32 * size.bit_count():
        assert Frontier.from_bytes(size, b"x" * length).size == size
    else:
        with pytest.raises(ValueError, match="peaks"):
            Frontier.from_bytes(size, b"x" * length)


def _leaves(size: int) -> list[bytes]:
    return [SM3.leaf(str(number).encode()) for number in range(size)]


def test_every_leaf_of_every_small_tree_is_proven_and_only_in_its_own_place() -> None:
    for size in range(1, 18):
        leaves = _leaves(size)
        root = root_of(leaves, SM3)
        for index in range(size):
            path = WholeTree(leaves, SM3).inclusion_path(index)
            assert proves_inclusion(leaves[index], index, size, path, root, SM3)
            for other in set(range(-1, size + 1)) - {index}:
                assert not proves_inclusion(leaves[index], other, size, path, root, SM3)
            assert not proves_inclusion(leaves[index - 1], index, size, path, root, SM3) or size == 1
            assert not proves_inclusion(leaves[index], index, size, [*path, root], root, SM3)
            assert not proves_inclusion(leaves[index], index, size, path[1:], root, SM3) or not path


@given(st.data())
def test_one_altered_step_makes_a_path_prove_nothing(data: st.DataObject) -> None:
    size = data.draw(st.integers(2, 60))
    index = data.draw(st.integers(0, size - 1))
    leaves = _leaves(size)
    path = WholeTree(leaves, SM3).inclusion_path(index)
    place = data.draw(st.integers(0, len(path) - 1))
    path[place] = bytes([path[place][0] ^ 1]) + path[place][1:]
    assert not proves_inclusion(leaves[index], index, size, path, root_of(leaves, SM3), SM3)


def test_leaves_outside_the_tree_have_no_proof() -> None:
    with pytest.raises(IndexError):
        WholeTree(_leaves(3), SM3).inclusion_path(3)
