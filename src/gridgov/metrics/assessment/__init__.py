"""Assessment (考核): from a policy that is data to scores with what they rest on, appeals, and consequences (S5).

::

    tickets ──assess(policy)──▶ Assessment: a Standing a unit ──appeal / decide──▶ Assessment
                                                  └──consequence──▶ Consequence, or a refusal

The rates are the core of it by law (Beijing Regulation on Swift Response 2021, Art. 32), which sets no weights: they
come from the policy of the host. What was left out is counted, and its effect shown. Nobody is rewarded or blamed for
noise: where the score of a unit could as well lie in another band, a consequence needs a recorded reason.

>>> from fractions import Fraction
>>> import polars
>>> from gridgov.kpis.requests import RESOLUTION_RATE
>>> policy = Policy(
...     id="demo-2022",
...     title_en="demo",
...     title_zh="示例",
...     source="made up",
...     indicators=(Indicator(RESOLUTION_RATE, Fraction(1)),),
...     bands=(Band("good", 80, "praise", "表扬"), Band("weak", 0, "a talk", "约谈")),
... )
>>> visits = polars.DataFrame({"unit": ["a"] * 4, "visited": [1] * 4, "solved": [1, 1, 1, 0], "counted": [1] * 4})
>>> [standing] = assess(visits, policy).standings
>>> standing.score, standing.band, standing.settled
(Fraction(75, 1), 'weak', False)
"""

from gridgov.metrics.assessment.appeals import Appeal, Ruling, appeal, rule
from gridgov.metrics.assessment.assessing import Assessment, Standing, assess
from gridgov.metrics.assessment.consequences import Consequence, Override, consequence
from gridgov.metrics.assessment.policy import Band, Indicator, Policy, read_policy

__all__ = [
    "Appeal",
    "Assessment",
    "Band",
    "Consequence",
    "Indicator",
    "Override",
    "Policy",
    "Ruling",
    "Standing",
    "appeal",
    "assess",
    "consequence",
    "read_policy",
    "rule",
]
