"""Exponential smoothing by statsmodels, where it is installed: the extra `forecast` brings it."""

import importlib
import warnings
from types import ModuleType

from indicators.errors import BadInput
from indicators.forecast.past import LEVEL
from indicators.forecast.track import Shape, Track

_YEARS = 10
_MODULE = "statsmodels.tsa.statespace.exponential_smoothing"


def smoothed(track: Track, at: int, count: int) -> tuple[list[float], list[float]]:
    """The path from place `at` and half the width of the model's own interval, on the track's scale.

    Additive error, damped trend, and additive seasons but for a rate on the year before; fitted to the
    last ten years. The state-space form takes a hole as a period without news: nothing is filled.
    BadInput where statsmodels is not installed.
    """
    module = _library()
    figures = track.values[max(0, at + 1 - _YEARS * track.season) : at + 1]
    seasonal = track.season if track.season > 1 and track.shape is not Shape.YEAR else None
    model = module.ExponentialSmoothing(
        list(figures),
        trend=True,
        damped_trend=True,
        seasonal=seasonal,
        initialization_method="concentrated",
    )
    with warnings.catch_warnings():
        # A search that stops early, or meets the edge of its range (overflow in exp), has still found a path;
        # the back-test counts those paths as well.
        told = importlib.import_module("statsmodels.tools.sm_exceptions").ConvergenceWarning
        warnings.simplefilter("ignore", told)
        warnings.simplefilter("ignore", RuntimeWarning)
        fitted = model.fit(disp=False)
    ahead = fitted.get_forecast(count)
    bounds = ahead.conf_int(alpha=1 - LEVEL)
    return [float(v) for v in ahead.predicted_mean], [float(high - low) / 2 for low, high in bounds]


def _library() -> ModuleType:
    try:
        return importlib.import_module(_MODULE)
    except ImportError as error:
        raise BadInput(
            "projecting by ets needs the library statsmodels, which is not installed",
            got=str(error),
            hint="install realterms with its extra: pipx install 'realterms[forecast]'; "
            "or use the rule that needs no library: --method drift-seasonal",
        ) from None
