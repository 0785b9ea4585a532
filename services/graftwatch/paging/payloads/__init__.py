"""The page in each receiver's own form, one file a family; pure, and published as schemas.

Limits are the receivers' published ones, and no page can be beyond them: what is too long was cut. Signing, sending,
keys and addresses are the senders'.
"""

from graftwatch.paging.payloads.alertmanager import AlertmanagerAlert, alertmanager_alerts
from graftwatch.paging.payloads.brief import Text, text_message, titled_text
from graftwatch.paging.payloads.form import SOURCE
from graftwatch.paging.payloads.letter import Letter, email_letter
from graftwatch.paging.payloads.notification import PageNotification, notification
from graftwatch.paging.payloads.opsgenie import (
    OpsgenieAction,
    OpsgenieAlert,
    opsgenie_acknowledgements,
    opsgenie_requests,
)
from graftwatch.paging.payloads.pagerduty import (
    PagerDutyEvent,
    pagerduty_acknowledgements,
    pagerduty_events,
    pagerduty_severity,
)
from graftwatch.paging.payloads.slack import SlackMessage, slack_message
from graftwatch.paging.payloads.teams import TeamsMessage, teams_message
from graftwatch.paging.payloads.telling import Told

__all__ = [
    "SOURCE",
    "AlertmanagerAlert",
    "Letter",
    "OpsgenieAction",
    "OpsgenieAlert",
    "PageNotification",
    "PagerDutyEvent",
    "SlackMessage",
    "TeamsMessage",
    "Text",
    "Told",
    "alertmanager_alerts",
    "email_letter",
    "notification",
    "opsgenie_acknowledgements",
    "opsgenie_requests",
    "pagerduty_acknowledgements",
    "pagerduty_events",
    "pagerduty_severity",
    "slack_message",
    "teams_message",
    "text_message",
    "titled_text",
]
