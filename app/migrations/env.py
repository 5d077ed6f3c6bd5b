"""Alembic's entry: applies the numbered steps on the connection that app.database hands over."""

from alembic import context

from app.database import Base

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=Base.metadata, transactional_ddl=False)
context.run_migrations()
