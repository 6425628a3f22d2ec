"""The admin of identities; importing it registers every model."""

from identities.admin import api_clients, organizations, participants, staff

__all__ = ["api_clients", "organizations", "participants", "staff"]
