"""The pictures of docs/pages.md by name: every kind and reason as SMS, one infection as each receiver shows it."""

from graftwatch.findings import SignalKind
from graftwatch.paging import HealthKind, PageReason, TrialKind
from graftwatch.protocol import Language
from pictures.drawing import TITLES, card, incident, mail, message, split, telephones
from pictures.examples import all_pages, infection, of_each_kind, of_each_reason

LANGUAGES: tuple[Language, ...] = ("en", "ja")


def pictures() -> dict[str, str]:
    """Every picture, by its file's name."""
    pages = all_pages()
    kinds = of_each_kind(pages)
    clinical = [one for one in kinds if one.kind in set(SignalKind)]
    service = [one for one in kinds if one.kind in set(HealthKind)]
    reasons = of_each_reason(pages)
    story = infection()
    confirmed = next(one for one in story if one.kind is SignalKind.BSI_CONFIRMED)
    suspected = next(one for one in story if one.kind is SignalKind.BSI_SUSPECTED)
    retracted = next(one for one in pages if one.reason is PageReason.RETRACTED)
    crossed = next(one for one in kinds if one.kind in set(TrialKind))
    drawn = dict[str, str]()
    for language in LANGUAGES:
        called = TITLES[language]
        drawn[f"sms-recipients-{language}.svg"] = telephones(
            split(clinical), language, f"SMS about a recipient, one of each kind ({called})"
        )
        drawn[f"sms-service-{language}.svg"] = telephones(
            split(service), language, f"SMS about the service itself, one of each kind ({called})"
        )
        drawn[f"sms-reasons-{language}.svg"] = telephones(
            split(reasons), language, f"SMS, one of each reason ({called})"
        )
        drawn[f"mail-{language}.svg"] = mail(confirmed, language, f"A confirmed infection as an e-mail ({called})")
        drawn[f"mail-retracted-{language}.svg"] = mail(retracted, language, f"A retraction as an e-mail ({called})")
        drawn[f"mail-boundary-{language}.svg"] = mail(crossed, language, f"A crossed boundary as an e-mail ({called})")
        drawn[f"pagerduty-{language}.svg"] = incident(suspected, language, f"A suspicion in PagerDuty ({called})")
        drawn[f"teams-{language}.svg"] = card(
            confirmed, language, f"A confirmed infection in Microsoft Teams ({called})"
        )
        drawn[f"slack-{language}.svg"] = message(confirmed, language, f"A confirmed infection in Slack ({called})")
    return drawn
