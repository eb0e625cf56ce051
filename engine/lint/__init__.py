"""What an author of scenarios is told: checks of a file that can be played, games played to look at it, and the forms they are told in."""
