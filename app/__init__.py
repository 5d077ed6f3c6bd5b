"""Kisima: an AI training course platform that works where the network does not."""
