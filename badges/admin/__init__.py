"""The admin of badges; importing it registers every model."""
