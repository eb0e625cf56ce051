"""What a seminar exercise needs beside the game: its rehearsal before the day."""
