"""Nothing is silently dropped: each OBX became a fact or part of one, was listed, or a finding says why it was not."""

from hypothesis import given, settings
from hypothesis import strategies as st

from graftwatch.hl7.patient_identifiers import by_patient
from graftwatch.hl7.to_facts import UNDERSTOOD_MESSAGES, Became, Understood
from graftwatch.simulator import simulate
from hl7_messages import message, obr, obx, read, spm, understood

CODES = st.sampled_from(
    [
        *(
            "600-7^^LN",
            "664-3^^LN",
            "29576-6^^LN",
            "1920-8^^LN",
            "8310-5^^LN",
            "11253-2^^LN",
            "11526-1^^LN",
            "X^X^L",
            "",
        ),
        *("6B010000001741114^^JC10", "6B010000001741111^^JC10", "ORG^Staphylococcus aureus^L", "CC^Colony count^L"),
    ]
)
TYPES = st.sampled_from(["NM", "SN", "ST", "TX", "FT", "CE", "CWE", "CNE", "DT", "TM", "TS", "ED", "RP", "", "ZZ"])
VALUES = st.one_of(
    st.sampled_from(
        [
            *(
                "",
                '""',
                "7.4",
                "<2.0",
                ">^100",
                "^1^:^128",
                "3+",
                "10^5 CFU/mL",
                "S",
                "No growth",
                "発育を認めず",
                "20260603",
            ),
            *(
                "3092008^Staphylococcus aureus^SCT",
                "Liver biopsy: RAI 5/9",
                "^AP^PDF^Base64^QQ==",
                "GPC in clusters",
                "a~b",
            ),
        ]
    ),
    st.text("abc 0129^&~+<>-", max_size=12),
)
STATUSES = st.sampled_from(["", "P", "F", "C", "D", "W", "X", "I", "R", "S", "U", "N", "O", "?"])
OBSERVATION = st.builds(
    lambda code, kind, value, status, flag: obx(value, kind, code, status=status, interpretation=flag, sub_id="1"),
    *(CODES, TYPES, VALUES, STATUSES, st.sampled_from(["", "S", "R", "H"])),
)
ORDER = st.builds(lambda code, status: obr(code, status=status), CODES, st.sampled_from(["", "P", "F", "C", "X", "I"]))
OTHER = st.sampled_from([spm("^S1"), "NTE|1||Staphylococcus aureus", "ORC|RE|P1|F1", "ORC|CA|P1", "TXA|1|SP^Pathology"])
SEGMENTS = st.lists(st.one_of(OBSERVATION, ORDER, OTHER), max_size=8)
KINDS = st.sampled_from([*(f"{code}^X01" for code in UNDERSTOOD_MESSAGES), "SIU^S12", "VXU^V04", "ZZZ"])


def unaccounted(frame: bytes, found: Understood) -> set[int]:
    return {segment.line for segment in read(frame).named("OBX")} - found.observations.keys()


@given(KINDS, SEGMENTS)
@settings(max_examples=300, deadline=None)
def test_each_observation_of_any_message_is_accounted_for(kind: str, segments: list[str]) -> None:
    frame = message(*segments, kind=kind)
    found = understood(frame)
    assert unaccounted(frame, found) == set()
    became = set(found.observations.values())
    assert Became.UNMAPPED not in became or found.unmapped
    assert Became.FINDING not in became or found.findings
    assert not became & {Became.FACT, Became.PART} or found.facts or found.findings


def test_each_observation_of_a_simulated_hospital_is_read() -> None:
    for one in simulate(5, recipients=2, days=30, background=0.2).messages:
        for frame in by_patient(one.content):
            found = understood(frame)
            assert unaccounted(frame, found) == set()
            assert "not_read" not in {finding.kind for finding in found.findings}
