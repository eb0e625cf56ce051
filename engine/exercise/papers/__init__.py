"""Packets for the cells and the facilitator's guide."""
