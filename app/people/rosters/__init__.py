"""Rosters: lists of people that other systems or a teacher's spreadsheet give.

decoding      which letters the bytes of a text file mean;  csv_table: its cells, by line
csv_roster    one CSV of people, with Kolibri's headers or plain ones
zip_reading   the members of a zip, no more than wanted;  oneroster: OneRoster 1.1 and 1.2
roster        what all of them are read into;  problems: what can be wrong, in plain words
planning      what a roster would change here, as changes;  present: who is here now;
matching      which of them a line is about
applying      making it so, in pieces that are each whole
imports       a roster that was sent, kept until it was applied
pins_again    other PINs for those whose cards were lost before anybody noted them

Reading knows no database, and planning asks none, so that both can be tried alone.
"""
