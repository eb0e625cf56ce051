"""The map of an exercise as SVG."""
