"""What others run against their own stores, charts and rules. Needs ``gridgov[testing]``.

=======================  ============================================================================================
module                   what it proves
=======================  ============================================================================================
:mod:`.scenario`         given what happened, when somebody asks, then this follows
:mod:`.stores`           a store keeps the promises of :mod:`gridgov.ports`, under threads, processes and a kill
:mod:`.charts`           a compiled lifecycle does what its chart says
:mod:`.kpis`             a figure is what plain Python comes to, row by row, on every engine
:mod:`.tables`           made-up tables with all that a KPI asks for
=======================  ============================================================================================
"""

import sys

if "pytest" in sys.modules:  # failures of the contract then show values, wherever it is installed
    sys.modules["pytest"].register_assert_rewrite("gridgov.testing.stores")
