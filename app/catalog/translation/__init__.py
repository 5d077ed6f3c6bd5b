"""Texts taken out for translators, block by block, and put back where they were."""
