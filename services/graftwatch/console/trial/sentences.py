"""What the committee room's charts and tables say, as patterns: `%(…)s` stands for a value. See `phrases`.

`n` and `k` are whole numbers, `lower` and `upper` numbers, all others any words. A pattern stands before those that
would match its sentences, too.
"""

from typing import Final

from graftwatch.console.shell.marked import marked as _

ENDPOINTS: Final = (
    _("Bloodstream infection"),
    _("bloodstream infection"),
    _("Rejection"),
    _("rejection"),
)
TITLES: Final = (
    _("%(name)s: events against the stopping boundary"),
    _("%(name)s: rate with its 95 %% interval"),
    _("%(name)s: what is believed of the rate"),
    _("%(name)s: cumulative incidence"),
    _("%(name)s: rate by immunological risk"),
    _("%(name)s: rate by arm"),
    _("Drug exposure: time in the target range"),
    _("Recipients over time"),
)
AXES: Final = (
    _("evaluable recipients"),
    _("recipients with the event"),
    _("events among evaluable recipients"),
    _("event rate"),
    _("density after %(counted)s"),
    _("days after the transplant"),
    _("recipients with the outcome by that day"),
    _("events among evaluable recipients, with exact 95 %% interval"),
    _("share of the time in range; bar: first to third quartile"),
    _("date"),
    _("recipients"),
)
MARKS: Final = (
    _("%(name)s: recipients so far"),
    _("stop here or above"),
    _("looks: stop here or above"),
    _("if every next one has it: stops at %(n)s"),
    _("now: %(counted)s"),
    _("crossed at recipient %(n)s, %(counted)s"),
    _("exact 95 %% interval (Clopper–Pearson)"),
    _("tolerated: %(rate)s"),
    _("historical: %(rate)s"),
    _("rate so far"),
    _("above %(rate)s: %(p)s"),
    _("95 %% interval (log-log)"),
    _("death before it"),
    _("re-transplant before it"),
    _("transplanted"),
    _("evaluable"),
    _("%(name)s: nobody evaluable"),
)
SAYS: Final = (
    _("The boundary was crossed at evaluable recipient %(n)s, with %(counted)s; now %(seen)s."),
    _(
        "%(seen)s, and %(needed)s would stop the trial there; the boundary is not crossed. At the soonest, %(more)s by "
        "evaluable recipient %(n)s would stop the trial."
    ),
    _(
        "%(seen)s; the boundary is not crossed. At the soonest, %(more)s by evaluable recipient %(n)s would stop the "
        "trial."
    ),
    _("%(seen)s, and %(needed)s would stop the trial there; the boundary was not crossed and cannot be any more."),
    _("%(seen)s; the boundary was not crossed and cannot be any more."),
    _("%(seen)s; the protocol plans no boundary."),
    _("%(k)s of %(n)s evaluable recipients had the event"),
    _("%(k)s of 1 evaluable recipient had the event"),
    _("Nobody is evaluable yet"),
    _("After 1 evaluable recipient the rate is %(rate)s (exact 95 %% interval %(between)s): %(counted)s."),
    _("After %(n)s evaluable recipients the rate is %(rate)s (exact 95 %% interval %(between)s): %(counted)s."),
    _(
        "The rate is believed to be %(rate)s, with 95 %% probability within %(between)s; that it is above the "
        "tolerated rate of %(tolerated)s has a probability of %(p)s."
    ),
    _(
        "The rate is believed to be %(rate)s, with 95 %% probability within %(between)s; that it is above "
        "%(threshold)s has a probability of %(p)s."
    ),
    _("The rate is believed to be %(rate)s, with 95 %% probability within %(between)s."),
    _(
        "By day %(day)s, %(rate)s had the event (95 %% interval %(between)s); %(died)s had died and %(again)s were "
        "transplanted again before it."
    ),
    _("By day %(day)s, %(rate)s had the event; %(died)s had died and %(again)s were transplanted again before it."),
    _(
        "Of the evaluable recipients with the event: %(counted)s in all; %(strata)s. A recipient with two kinds of "
        "risk stands in both rows."
    ),
    _(
        "Of the evaluable recipients with the event: %(counted)s in all. A recipient with two kinds of risk stands in "
        "both rows."
    ),
    _("Of the evaluable recipients with the event, by arm: %(arms)s."),
    _("Median share of the time in the target range: %(drugs)s recipients."),
    _("%(n)s recipients were transplanted by %(by)s, the first on %(first)s; %(evaluable)s of them are evaluable."),
)
RISKS: Final = (
    _("all recipients"),
    _("All recipients"),
    _("ABO-incompatible"),
    _("donor-specific antibodies"),
    _("Donor-specific antibodies"),
    _("desensitised"),
    _("Desensitised"),
    _("no immunological risk"),
    _("No immunological risk"),
    _("any immunological risk"),
    _("Any immunological risk"),
)
HEADINGS: Final = (
    _("evaluable recipient"),
    _("evaluable on"),
    _("events so far"),
    _("stops at"),
    _("more events to stop"),
    _("to come"),
    _("events"),
    _("rate"),
    _("95 %% interval"),
    _("threshold"),
    _("probability that the rate is above it"),
    _("day"),
    _("at risk"),
    _("event"),
    _("died before"),
    _("transplanted again before"),
    _("with the event"),
    _("drug"),
    _("target"),
    _("median"),
    _("quartiles"),
    _("newest trough in target"),
    _("month"),
    _("transplanted by its end"),
    _("evaluable by its end"),
)
TABLES: Final = (
    _("Who counts"),
    _("Recipients by endpoint"),
    _("Recipients by where they stand, and why"),
    _("Recipients whose observation ended early"),
    _("Events in the window by how sure they are"),
    _("The path so far"),
    _("The next %(n)s looks that can stop the trial"),
    _("Events (%(n)s events; day: post-operative)"),
    _("Events (1 event; day: post-operative)"),
    _("Cumulative incidence up to day %(day)s"),
    _("endpoint"),
    _("enrolled"),
    _("with event"),
    _("without event"),
    _("not yet evaluable"),
    _("excluded"),
    _("stands"),
    _("because"),
    _("subject"),
    _("since"),
    _("stop at"),
    _("events short of it"),
    _("crossed"),
    _("at evaluable"),
    _("events that stop"),
    _("more events from now"),
    _("outcome"),
    _("death first"),
    _("re-transplant first"),
    _("cumulative incidence"),
    _("95 %% interval (log-log)"),
    _("date of event"),
    _("status"),
    _("criterion"),
    _("grade"),
    _("attribution"),
    _("organisms"),
    _("verdict"),
    _("verdicts"),
    _("counts"),
    _("confirmed outside the window"),
    _("suspected"),
    _("confirmed"),
    _("contaminant"),
    _("refuted"),
    _("secondary"),
    _("unresolved"),
    _("primary"),
    _("outside the window"),
    _("suspected, not confirmed"),
    _("secondary, and the protocol counts primary ones only"),
    _("later than the data cut-off"),
    _("biopsy"),
    _("yes"),
    _("none"),
    _("no outcome yet"),
    _("none can any more"),
    _("nobody is evaluable yet"),
    _("evaluable, with the event"),
    _("evaluable, without the event"),
    _("not transplanted yet"),
    _("window still open, or its results still to come"),
    _("event in the window"),
    _("window complete"),
    _("died in the window"),
    _("transplanted again in the window"),
    _("withdrawn"),
    _("%(n)s without a verdict"),
)
VALUES: Final = (
    _("%(name)s: median %(share)s of %(n)s"),
    _("%(name)s: %(counted)s = %(rate)s"),
    _("%(n)s more events"),
    _("1 more event"),
    _("%(n)s events"),
    _("1 event"),
    _("under %(p)s"),
    _("over %(p)s"),
)
COUNTED: Final = (
    _("%(name)s %(k)s of %(n)s"),
    _("%(k)s of %(n)s"),
    _("%(drug)s %(share)s in %(n)s"),
    _("%(lower)s to %(upper)s %%"),
)
"""The widest patterns, after all others."""

SENTENCES: Final = (
    *ENDPOINTS,
    *RISKS,
    *AXES,
    *HEADINGS,
    *TABLES,
    *TITLES,
    *MARKS,
    *SAYS,
    *VALUES,
    *COUNTED,
)
LISTS: Final = (_("; "), _(", "))
"""What stands between values of a row."""
