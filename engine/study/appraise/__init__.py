"""What a scenario must show before its numbers deserve an interval: ten points, looked at by playing it."""
