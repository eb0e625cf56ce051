"""The web room: people in the seats, each in a browser of their own, and control at its desk."""
