"""Where progress arrives: schools and their laptops, ingest, backups; on PostgreSQL only.

transactions  many at once, by rows     generation  the centre's keys and lives
areas, school_lists, codes, tries, enrolling, nodes   who may send
greeting, ingest, taking, storing, early              what arrives
chains, families, subjects, disclosing, erasing, stating        what is held, and of whom
audit, refusals, clocks, backup
"""
