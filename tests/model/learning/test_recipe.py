import pytest

from app.cli import RECIPES as NAMES
from model.layers import Pooling, Subsampling
from model.learning.module import SpecModule, to_network
from model.learning.recipe import RECIPES


def test_the_command_line_knows_every_recipe():
    assert tuple(RECIPES) == NAMES


@pytest.mark.parametrize("recipe", RECIPES.values(), ids=RECIPES)
def test_a_recipe_can_be_trained_and_is_small(recipe):
    config = recipe.config
    network = to_network(SpecModule(config.spec, batch_norm=True), config.name)
    assert config.spec == network.spec
    assert 60_000 <= network.spec.parameter_count <= 150_000
    assert config.epochs >= 10
    assert config.samples == RECIPES["default"].config.samples > 10_000
    assert ("cpu", 0) == (config.device, config.seed)


POOLING = {"default": "max", "max": "max", "average": "average", "l2": "l2"}


@pytest.mark.parametrize(("name", "mode"), POOLING.items(), ids=POOLING)
def test_the_twins_differ_in_their_pooling_alone(name, mode):
    recipe, default = RECIPES[name], RECIPES["default"]
    modes = {layer.mode for layer in recipe.config.spec.layers if isinstance(layer, Pooling)}
    assert {mode} == modes
    assert mode in recipe.config.name.lower()
    assert mode in recipe.summary.lower()
    assert default.config.spec.parameter_shapes == recipe.config.spec.parameter_shapes


def test_lenet_5_is_that_of_the_paper():
    spec = RECIPES["lenet5"].config.spec
    assert "LeNet-5" in RECIPES["lenet5"].config.name
    assert [2, 2] == [layer.window for layer in spec.layers if isinstance(layer, Subsampling)]
    assert 60_000 + 850 == spec.parameter_count
    assert spec.masks


def test_names_and_summaries_differ_and_are_sentences():
    assert len(RECIPES) == len({recipe.config.name for recipe in RECIPES.values()})
    assert len(RECIPES) == len({recipe.summary for recipe in RECIPES.values()})
    assert all(recipe.summary.endswith(".") for recipe in RECIPES.values())
