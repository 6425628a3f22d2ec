"""Print what an outsider needs to check the draws of a campaign that is over."""

import json
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from promotions.models import Campaign
from promotions.services.reveals import NotDrawn, NotOver, reveal_draws


class Command(BaseCommand):
    help = "Print the published documents and the seeds of a campaign that is over, as JSON."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("campaign", type=UUID, help="The campaign's id.")

    def handle(self, **options: Any) -> None:
        try:
            document = reveal_draws(campaign_id=options["campaign"], at=timezone.now())
        except Campaign.DoesNotExist:
            raise CommandError("There is no such campaign.") from None
        except NotOver as error:
            raise CommandError(f"{error} is not over: its seeds stay sealed.") from None
        except NotDrawn as error:
            message = f"The winners of {error} are not drawn: the seeds stay sealed."
            raise CommandError(message) from None
        self.stdout.write(json.dumps(document, indent=2, ensure_ascii=False))
