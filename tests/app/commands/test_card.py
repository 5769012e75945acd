"""`digitscope card`, and the cards of the bundled networks: what they say is what is measured."""

import pytest

from app import paths
from app.cli import run
from app.commands.card import as_markdown, figures_of
from app.commands.evaluation_sets import mnist_test
from app.commands.figures import measure_digits
from model.weights import load

NETWORKS = ("default", "average", "l2", "lenet5")


@pytest.fixture(params=NETWORKS)
def bundled(request):
    return load(paths.bundled_network(request.param))


def test_these_networks_come_with_the_program():
    assert {*NETWORKS} == {folder.name for folder in paths.bundled_networks().iterdir()}


def test_every_card_says_how_the_network_was_made_and_what_it_does(bundled):
    card = bundled.card
    assert "digitscope train --data DIR --recipe" in card["recipe"]["command"]
    assert {"MNIST", "pen digits", "alphabets"} <= {source["name"] for source in card["data"]}
    assert all(each["licence"] or "generated" in each["source"] for each in card["data"])
    assert {"errors", "refused", "calibration error"} <= {row["measure"] for row in card["figures"]}
    assert all(row["command"] and row["data"] for row in card["figures"])
    assert card["limits"]
    assert card["made_with"].startswith("digitscope")
    assert bundled.spec.parameter_count <= 150_000


def test_the_page_in_the_resources_is_the_card_of_the_default_network():
    expected = as_markdown(load(paths.bundled_network()))
    page = paths.resources() / "MODEL_CARD.md"
    assert f"{expected}\n" == page.read_text(encoding="utf-8")


def test_the_command_prints_the_card_without_any_place_of_this_machine(bundled, capsys):
    assert 0 == run(["card", "--network", str(bundled.folder)])
    text = capsys.readouterr().out
    assert text.startswith(f"# {bundled.network.name}\n")
    for heading in ("Measured", "Layers", "Trained on", "Recipe", "Limits"):
        assert f"\n## {heading}\n" in text
    assert bundled.checksum in text
    assert str(paths.resources()) not in text


@pytest.mark.shared_data
def test_a_card_says_of_mnist_what_is_measured(bundled, shared_data):
    measured = measure_digits(bundled.network, mnist_test(shared_data))
    rows = figures_of([measured], "digitscope evaluate --data DIR")
    shown = {(row["measure"], row["data"]): row for row in bundled.card["figures"]}
    for row in rows:
        of_card = shown[row["measure"], row["data"]]
        # Another processor may sum in another order: one digit in 10,000 is 0.01 %.
        assert row["value"] == pytest.approx(of_card["value"], abs=0.011)
        assert row["unit"] == of_card["unit"]
