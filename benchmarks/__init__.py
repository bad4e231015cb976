"""Figures that anyone can measure again: `make bench`, or `python -m benchmarks [counting speed memory]`.

Real films lie outside the project (`../shared/clips`); without them those figures are left out with a word.
"""
