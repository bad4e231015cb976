"""A pose becomes named clinical quantities with an uncertainty. The only room that knows landmarks' numbers."""
