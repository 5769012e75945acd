import numpy as np
import pytest

from model.synthetic.noise import NOISE_KINDS, noise_raster


def rasters(kind, count=12, seed=5):
    rng = np.random.default_rng(seed)
    return [noise_raster(rng, kind) for _ in range(count)]


@pytest.mark.parametrize("kind", [*NOISE_KINDS, None])
def test_rasters_have_the_shape_type_and_range_of_what_a_network_reads(kind):
    for raster in rasters(kind):
        assert raster.shape == (28, 28)
        assert raster.dtype == np.float32
        assert np.isfinite(raster).all()
        assert 0.0 <= float(raster.min()) <= float(raster.max()) <= 1.0
        assert float(raster.max()) > 0.05


@pytest.mark.parametrize("kind", [*NOISE_KINDS, None])
def test_a_seed_means_the_same_rasters(kind):
    np.testing.assert_array_equal(rasters(kind), rasters(kind))


@pytest.mark.parametrize("kind", NOISE_KINDS)
def test_rasters_of_a_kind_differ(kind):
    first, second, *_ = rasters(kind)
    assert not np.allclose(first, second)


def test_an_unknown_kind_is_refused():
    with pytest.raises(KeyError):
        noise_raster(np.random.default_rng(0), "digit")


def test_an_inverted_digit_is_paper_in_ink():
    inked = [float(raster[10:18, 10:18].max()) for raster in rasters("inverted digit", 20)]
    means = [
        float(raster[4:24, 6:22].mean() / raster.max()) for raster in rasters("inverted digit")
    ]
    assert min(inked) > 0.2
    assert np.mean(means) > 0.5


def test_textures_fill_the_whole_raster_or_a_box_in_it():
    reaches_the_edge = [bool(raster[0].any()) for raster in rasters("uniform noise", 60)]
    assert 0.3 < np.mean(reaches_the_edge) < 0.95
