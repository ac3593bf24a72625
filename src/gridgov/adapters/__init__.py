"""The edges: stores, exchange formats, and the system's clock and ids. Each file is imported by itself.

=============================  ====================================================  ========================
module                         what it is                                            needs
=============================  ====================================================  ========================
:mod:`.memory`                 a store for tests and examples                        nothing
:mod:`.sql`                    a store in SQLite                                     ``gridgov[sql]``
:mod:`.jsonl`                  a whole log as a text file, one event a line          nothing
:mod:`.system`                 the machine's clock, ids and salts                    nothing
:mod:`.divisions`              division tables, read                                 nothing
:mod:`.ocd`                    Open Civic Data division ids and their tables, read   nothing
:mod:`.geo`                    polygons of areas, from points to grids               ``gridgov[geo]``
:mod:`.popolo`                 a register in Popolo, written                         nothing
:mod:`.popolo_reading`         a register in Popolo, read                            nothing
:mod:`.org_jsonld`             a register in the W3C Organization Ontology, written  nothing
:mod:`.openfga`                who may do what, as tuples and a model, written       nothing
:mod:`.org_drawing`            the tree of areas and the relations, drawn            nothing
:mod:`.spreadsheets`           tables of others, mapped onto the ticket table        ``gridgov[spreadsheets]``
:mod:`.xes`                    the log of a process as XES, written and read         nothing
:mod:`.ocel`                   the log of a process as OCEL 2.0, written and read    nothing
:mod:`.tables`                 tables with commas, read line by line                 nothing
:mod:`.partial_dates`          dates that may be a year or a month, read             nothing
=============================  ====================================================  ========================
"""
