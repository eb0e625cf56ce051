"""The master scenario events list (MSEL) as the spreadsheet a facilitator works in: out, in again, checked before STARTEX."""
