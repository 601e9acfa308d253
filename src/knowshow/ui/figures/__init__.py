"""Figures: drawn as SVG when the data change, read by everybody: in print, in mail, without scripts, by ear.

Altair builds a chart, vl-convert draws it without a browser or a network, and ``drawn`` makes it accessible. Both are
imported when something is drawn, which only the background worker and the command line do: a web worker stays light.
"""

from knowshow.ui.figures.drawing import drawn
from knowshow.ui.figures.records import Figure
from knowshow.ui.figures.samples import sample_figures

__all__ = ["Figure", "drawn", "sample_figures"]
