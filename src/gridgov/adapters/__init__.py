"""The edges: stores, exchange formats, and the system's clock and ids. Each file is imported by itself.

=============================  ====================================================  ========================
module                         what it is                                            needs
=============================  ====================================================  ========================
:mod:`.memory`                 a store for tests and examples                        nothing
:mod:`.sql`                    a store in SQLite                                     ``gridgov[sql]``
:mod:`.jsonl`                  a whole log as a text file, one event a line          nothing
:mod:`.system`                 the machine's clock, ids and salts                    nothing
=============================  ====================================================  ========================
"""
