"""What a machine can run, in words."""

from pathlib import Path

from coach.config import load_settings
from coach.models.catalogue import find
from coach.models.here import Machine, fit, in_use, state, this_machine

SMOL = find("smollm2-135m")
PLENTY = 10**12


def test_memory_decides_whether_a_model_fits() -> None:
    assert fit(SMOL, Machine(PLENTY, PLENTY), "absent") == "Fits"
    assert fit(SMOL, Machine(SMOL.memory, PLENTY), "absent").startswith("Tight")
    assert fit(SMOL, Machine(SMOL.memory - 1, PLENTY), "installed") == "Too large: needs 290.0 MB of memory, there are 290.0 MB"


def test_the_disk_matters_only_to_what_is_not_here() -> None:
    assert fit(SMOL, Machine(PLENTY, SMOL.bytes), "absent").startswith("No room on the disk")
    assert fit(SMOL, Machine(PLENTY, SMOL.bytes), "installed") == "Fits"


def test_this_machine_has_something_even_before_the_models_folder_is_made(tmp_path: Path) -> None:
    found = this_machine(tmp_path / "not" / "yet")
    assert found.memory > 10**8
    assert found.free_disk > 0


def test_a_model_is_absent_incomplete_or_installed(tmp_path: Path) -> None:
    assert state(SMOL, tmp_path) == "absent"
    (tmp_path / SMOL.files[0].path).write_bytes(b"GGUF")
    assert state(SMOL, tmp_path) == "incomplete"
    with (tmp_path / SMOL.files[0].path).open("wb") as stream:
        stream.truncate(SMOL.bytes)
    assert state(SMOL, tmp_path) == "installed"


def test_a_server_leaves_only_the_embedder_in_use(tmp_path: Path) -> None:
    own, server = load_settings(home=tmp_path, model="SmolLM2-135M"), load_settings(home=tmp_path, model="smollm2-135m", llm_url="http://127.0.0.1:1/v1")
    assert (in_use(SMOL, own), in_use(SMOL, server)) == (True, False)
    assert in_use(find("all-MiniLM-L6-v2"), server)
