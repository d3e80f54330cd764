"""Korkwand: a shared pinboard that a town hall, an association or a school can run itself."""
