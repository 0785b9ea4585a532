"""What is wrong with one seed of a simulated feed; a process of its own may do it."""

from random import Random

from graftwatch.protocol import Protocol
from graftwatch.simulator import simulate, trial_demo
from truth_comparison import differences, play


def of_a_feed(seed: int) -> list[str]:
    """Where truth and findings differ, in a feed of 24 recipients."""
    protocol = Protocol()
    return differences(simulate(seed, recipients=24, background=0, protocol=protocol), protocol)


def of_the_trial(seed: int) -> list[str]:
    """The same in the trial's 19 recipients."""
    protocol = Protocol()
    return differences(trial_demo(seed, protocol=protocol, background=0), protocol)


def of_order_and_repetition(seed: int) -> list[str]:
    """Whose assessment is another one when the messages come in another order, a third of them twice."""
    protocol = Protocol()
    feed = simulate(seed, recipients=6, background=0, protocol=protocol)
    random = Random(seed)
    twice = [*feed.recipient_messages, *random.sample(feed.recipient_messages, len(feed.recipient_messages) // 3)]
    as_sent, shuffled = play(feed, protocol), play(feed, protocol, random.sample(twice, len(twice)))
    subjects = [recipient.subject for recipient in as_sent.roster]
    assert subjects, "nobody is on the roster"
    return [one for one in subjects if shuffled.assessed(one, feed.until) != as_sent.assessed(one, feed.until)]
