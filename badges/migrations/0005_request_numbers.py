"""The numbers of requests to the badge service: progressive over all processes and restarts."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("badges", "0004_codes_stay")]

    operations = [
        migrations.RunSQL(
            "CREATE SEQUENCE badges_request_number", "DROP SEQUENCE badges_request_number"
        )
    ]
