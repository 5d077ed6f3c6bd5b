"""Where progress arrives: schools and their laptops, ingest, backups; on PostgreSQL only.

transactions  many at once, by rows     generation  the centre's keys and lives
areas, school_lists, codes, tries, enrolling, nodes   who may send
greeting, ingest, taking, storing, early              what arrives
chains, families, subjects, disclosing, erasing, stating        what is held, and of whom
audit, refusals, clocks, backup
hub                     how it stands with the centre above, where this is a hub
hub_link, hub_marks, hub_enrolling, hub_answering     who that is, what was heard to be where
hub_greeting, hub_hearing, hub_rows, hub_sending, hub_talking, hub_running, hub_sticks   passing on
"""
