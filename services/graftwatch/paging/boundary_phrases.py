"""The words of pages about a stopping boundary, in English and Japanese."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from graftwatch.paging.page import PageReason


@dataclass(frozen=True, slots=True)
class BoundaryPhrases:
    """Words of one language.

    Attributes:
        heads: how a page begins, by reason.
        heads_briefly: the same for an SMS.
        counted: events among evaluable recipients.
        planned: the boundary with its rule; `of_table` without α.
        no_look: that no number of events stops there.
        crossed: at which recipient.
        rate: with its interval; `belief` is P(rate > p0).
        taken_back: why it is no longer crossed; `out_of_force` that another protocol version is in force.
    """

    heads: Mapping[PageReason, str]
    heads_briefly: Mapping[PageReason, str]
    counted: str
    planned: str
    of_table: str
    no_look: str
    crossed: str
    rate: str
    belief: str
    taken_back: str
    out_of_force: str
    semicolon: str
    endpoints: Mapping[str, str]


ENGLISH_BOUNDARY: Final = BoundaryPhrases(
    heads={
        PageReason.FIRST: "Stopping boundary crossed",
        PageReason.REOPENED: "Stopping boundary crossed again",
        PageReason.RETRACTED: "Stopping boundary no longer crossed",
        PageReason.RESOLVED: "Stopping boundary out of force",
    },
    heads_briefly={
        PageReason.FIRST: "BOUNDARY CROSSED",
        PageReason.REOPENED: "BOUNDARY CROSSED again",
        PageReason.RETRACTED: "boundary no longer crossed",
        PageReason.RESOLVED: "boundary out of force",
    },
    counted="{endpoint}: {events} of {evaluable} evaluable",
    planned="boundary {needed} at {run} ({rule}, p0 {p0}, α {alpha}, protocol version {version})",
    of_table="boundary {needed} at {run} ({rule}, protocol version {version})",
    no_look="nothing stops at {run} ({rule}, protocol version {version})",
    crossed="crossed at recipient n = {n}",
    rate="rate {rate} ({lower}–{upper})",
    belief="P(rate > {p0}) = {above}",
    taken_back="what happened was corrected",
    out_of_force="protocol version {version} is in force",
    semicolon="; ",
    endpoints={"bsi": "bloodstream infection", "rejection": "rejection"},
)

JAPANESE_BOUNDARY: Final = BoundaryPhrases(
    heads={
        PageReason.FIRST: "試験の中止境界に到達",
        PageReason.REOPENED: "試験の中止境界に再び到達",
        PageReason.RETRACTED: "【取消】試験の中止境界に到達していません",
        PageReason.RESOLVED: "【終了】試験の中止境界は旧版のものです",
    },
    heads_briefly={
        PageReason.FIRST: "中止境界に到達",
        PageReason.REOPENED: "中止境界に再到達",
        PageReason.RETRACTED: "【取消】中止境界 未到達",
        PageReason.RESOLVED: "【終了】中止境界は旧版",
    },
    counted="{endpoint}：評価可能{evaluable}例中{events}例",
    planned="境界は{run}で{needed}例（{rule}、p0 {p0}、α {alpha}、プロトコル第{version}版）",
    of_table="境界は{run}で{needed}例（{rule}、プロトコル第{version}版）",
    no_look="{run}では中止なし（{rule}、プロトコル第{version}版）",
    crossed="n = {n} で到達",
    rate="発生率 {rate}（{lower}–{upper}）",
    belief="P(発生率 > {p0}) = {above}",
    taken_back="事象の記録が訂正されました",
    out_of_force="現在はプロトコル第{version}版が有効です",
    semicolon="、",
    endpoints={"bsi": "血流感染", "rejection": "拒絶反応"},
)
