"""The history of the tables, applied by Alembic whenever a store is opened."""
