"""What a scenario file says, validated once: rows, checks, the reader and overrides."""
