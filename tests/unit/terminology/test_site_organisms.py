"""Organisms in a site's codes.csv: the laboratory's own codes and words, and flags that somebody looked up."""

import pytest

from graftwatch.hl7.to_facts.coded import Triplet
from graftwatch.hl7.to_facts.naming import Named, read_code, read_text
from graftwatch.terminology.organism import Eligibility, Group, Precision
from graftwatch.terminology.organism_matching import matches, same_commensal
from graftwatch.terminology.organisms import named
from graftwatch.terminology.site_codes import SiteCodes, SiteCodesError

HEADER = "code,system,concept,specimen,unit,organism\n"


def codes(*rows: str) -> SiteCodes:
    return SiteCodes.parse(HEADER + "".join(f"{row}\n" for row in rows), "codes.csv")


SITE = codes(
    "STAEPI,L,organism,,,Staphylococcus epidermidis",
    "Weird name,,organism,,,E. coli",
    "Novobacter novus,,organism,,,Novobacter novus (commensal)",
    "999999999,SCT,organism,,,Novobacter novus (commensal)",
    'Cellulosimicrobium,,organism,,,"Cellulosimicrobium (commensal, MBI)"',
)


@pytest.mark.parametrize(
    ("code", "system", "name"),
    [
        ("STAEPI", "L", "Staphylococcus epidermidis"),
        ("staepi", "l", "Staphylococcus epidermidis"),
        ("weird  NAME", "99ANY", "Escherichia coli"),
        ("999999999", "SNOMED-CT", "Novobacter novus [site: commensal]"),
        ("STAEPI", "99LAB", None),
        ("", "L", None),
    ],
)
def test_what_a_code_stands_for(code: str, system: str, name: str | None) -> None:
    assert SITE.organism(code, system) == name


def test_flags_go_with_the_name() -> None:
    novel = named("Novobacter novus [site: commensal]")
    assert (novel.common_commensal, novel.mbi, novel.genus, novel.species) == (True, False, "Novobacter", "novus")
    assert novel.precision is Precision.SPECIES
    assert matches(novel, named("Novobacter novus [site: commensal]"))
    assert same_commensal(novel, named("Novobacter novus [site: commensal]"))
    assert not matches(novel, named("Bacillus cereus"))


def test_flags_of_the_site_win_and_all_else_stays() -> None:
    organism = named("Staphylococcus epidermidis [site: neither]")
    assert (organism.common_commensal, organism.mbi) == (False, False)
    assert organism.groups == {Group.COAGULASE_NEGATIVE_STAPHYLOCOCCUS}
    assert named("Histoplasma capsulatum [site: MBI]").eligibility is Eligibility.EXCLUDED_EVERYWHERE


@pytest.mark.parametrize("name", ["Novobacter novus [site: perhaps]", "[site: MBI]", "Novobacter novus"])
def test_a_name_without_proper_flags_is_no_organism(name: str) -> None:
    with pytest.raises(LookupError):
        named(name)


def test_a_code_the_words_beside_it_and_running_text() -> None:
    element = [Triplet("STAEPI", "S. aureus", "L")]
    assert [one.organism and one.organism.name for one in read_code(element, "", SITE) if isinstance(one, Named)] == [
        "Staphylococcus epidermidis"
    ]
    (by_words,) = read_code([Triplet("77", "Novobacter novus", "L")], "", SITE)
    (in_text,) = read_text("Novobacter novus", SITE)
    for one in (by_words, in_text):
        assert isinstance(one, Named)
        assert one.organism == named("Novobacter novus [site: commensal]")


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("X,L,organism,,,Nobodyella nobodyi", "codes.csv:2: organism 'Nobodyella nobodyi' is none that anybody knows"),
        ("X,L,organism,,,", "codes.csv:2: organism '' is none"),
        ("X,L,organism,,,Nova nova (often)", "codes.csv:2: organism 'Nova nova (often)' is none"),
        ("X,L,ast,,,E. coli", "codes.csv:2: an organism stands in a line of 'ast'"),
        (",L,organism,,,E. coli", "codes.csv:2: code is empty"),
        (
            "X,L,organism,,,E. coli\nx,L,organism,,,E. coli",
            "codes.csv:3: code 'x' of this system already stands in line 2",
        ),
    ],
)
def test_a_fault_is_said_with_its_line(row: str, said: str) -> None:
    with pytest.raises(SiteCodesError) as fault:
        codes(row)
    assert said in str(fault.value)


def test_a_file_without_the_column_is_what_it_was() -> None:
    old = SiteCodes.parse("code,system,concept,specimen,unit\nBC,L,blood_culture,blood,\n", "codes.csv")
    assert not old.organisms
