"""Libraries and parts of libraries that old notebooks import and that are no longer there."""

from app.errors import N_

_CURES = {
    "nose": N_("Use a plain assert: `assert a == b` in place of assert_equal(a, b)."),
    "imp": N_("Use importlib."),
    "distutils": N_("Use packaging.version or setuptools."),
    "asyncore": N_("Use asyncio."),
    "cPickle": N_("Use pickle."),
    "StringIO": N_("Use io.StringIO."),
    "urllib2": N_("Use urllib.request; a notebook here has no network, so bring the data along."),
    "sklearn.cross_validation": N_("Use sklearn.model_selection."),
    "sklearn.grid_search": N_("Use sklearn.model_selection."),
    "sklearn.externals": N_("Use joblib itself: `import joblib`."),
    "sklearn.preprocessing.Imputer": N_("Use sklearn.impute.SimpleImputer."),
    "sklearn.datasets.load_boston": N_("Use sklearn.datasets.load_diabetes, or a file in data/."),
    "pandas.util.testing": N_("Use pandas.testing."),
    "pandas.io.data": N_("Bring the data along as a file in data/."),
    "numpy.testing.decorators": N_("Use pytest, or leave it out."),
    "scipy.misc": N_("Use scipy.special, scipy.datasets or imageio, for what was used of it."),
    "matplotlib.mlab": N_("Use numpy for what was used of it."),
    "IPython.html": N_("Use ipywidgets."),
    "IPython.nbformat": N_("Use nbformat."),
    "six.moves": N_("Write for Python 3 only and leave it out."),
}


def cure_for(name: str) -> str | None:
    """What to use in place of a module or a name in one; None where it is not known as dead."""
    names = name.split(".")
    for length in range(len(names), 0, -1):
        cure = _CURES.get(".".join(names[:length]))
        if cure:
            return cure
    return None
