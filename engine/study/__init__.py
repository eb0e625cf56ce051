"""Many games: coalition variants compared in pairs on the same luck."""
