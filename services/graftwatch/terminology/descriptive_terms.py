"""Organism terms that name no species: groups, forms under the microscope, and phenotypes with names of their own.

Source: the descriptive terms of the NHSN list (2026) with their flags; laboratory jargon (CNS, VRE, GPC). A phrase
is a run of folded words, and the longest phrase that fits wins. Gram morphologies are read by morphology.py.
A group is an organism in the manual's sense; a form is one, too, but never matches another report. "Fungus" is a
term of the list; "bacteria" alone is none: it says that something grew, and names nothing that a criterion could count.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from graftwatch.terminology.cdc_groups import cdc_group_phrases
from graftwatch.terminology.organism import Eligibility, Group, Organism, OrganismKind, Precision
from graftwatch.terminology.organism_codes import SNOMED_BY_NAME
from graftwatch.terminology.species_table import VIRIDANS_GROUPS

_BACTERIUM: Final = OrganismKind.BACTERIUM
_COMMENSAL: Final = (True, False)
_MBI: Final = (False, True)
_BOTH: Final = (True, True)
_NEITHER: Final = (False, False)
Flags = tuple[bool, bool]


def _term(  # noqa: PLR0913 - a row of the table
    name: str,
    flags: Flags,
    *,
    kind: OrganismKind = _BACTERIUM,
    genus: str | None = None,
    group: Group | None = None,
    precision: Precision = Precision.GROUP,
    eligibility: Eligibility = Eligibility.ELIGIBLE,
) -> Organism:
    groups = frozenset({group}) if group else frozenset[Group]()
    return Organism(name, genus, None, kind, precision, *flags, eligibility, groups, SNOMED_BY_NAME.get(name))


_CNS: Final = Group.COAGULASE_NEGATIVE_STAPHYLOCOCCUS
_VIRIDANS: Final = Group.VIRIDANS_STREPTOCOCCUS
_FORM: Final = Precision.MORPHOLOGY

TERMS: Final = (
    _term("Coagulase-negative staphylococci", _COMMENSAL, genus="Staphylococcus", group=_CNS),
    _term("Coagulase-positive staphylococci", _NEITHER, genus="Staphylococcus"),
    _term("Viridans group streptococci", _BOTH, genus="Streptococcus", group=_VIRIDANS),
    *(_term(name, _BOTH, genus="Streptococcus", group=_VIRIDANS) for name in VIRIDANS_GROUPS),
    _term("Streptococcus mitis/oralis", _BOTH, genus="Streptococcus", group=_VIRIDANS),
    _term("Small-colony-forming beta-hemolytic streptococci", _BOTH, genus="Streptococcus", group=_VIRIDANS),
    _term("Streptococcus, group F", _BOTH, genus="Streptococcus", group=_VIRIDANS),
    _term("Streptococcus, group C", _NEITHER, genus="Streptococcus"),
    _term("Streptococcus, group D", _NEITHER, genus="Streptococcus"),
    _term("Streptococcus, group E", _NEITHER, genus="Streptococcus"),
    _term("Streptococcus, group G", _NEITHER, genus="Streptococcus"),
    _term("Streptococcus, group L", _NEITHER, genus="Streptococcus"),
    _term("Alpha-hemolytic streptococcus", _NEITHER, genus="Streptococcus"),
    _term("Beta-hemolytic streptococcus", _NEITHER, genus="Streptococcus"),
    _term("Gamma-hemolytic streptococcus", _NEITHER, genus="Streptococcus"),
    _term("Microaerophilic streptococcus", _NEITHER, genus="Streptococcus"),
    _term("Anaerobic streptococcus", _MBI),
    _term("Nutritionally variant streptococci", _MBI),
    _term("Abiotrophia/Granulicatella", _MBI),
    _term("Diphtheroids", _COMMENSAL),
    _term("Bacillus, not B. anthracis", _COMMENSAL, genus="Bacillus", precision=Precision.GENUS),
    _term("Micrococcus/Stomatococcus", _COMMENSAL),
    _term("Coliform bacteria", _MBI),
    _term("Enterobacterales", _MBI),
    replace(
        _term("Diarrheagenic Escherichia coli", _NEITHER, genus="Escherichia", precision=Precision.SPECIES),
        species="coli",
        eligibility=Eligibility.EXCLUDED_AS_PRIMARY,
    ),
    _term("Toxigenic Corynebacterium", _NEITHER, genus="Corynebacterium"),  # the diphtheria toxin: never a commensal
    _term("CDC group", _NEITHER),
    _term("CDC coryneform group", _COMMENSAL),
    _term("Prion", _NEITHER, kind=OrganismKind.UNSPECIFIED, eligibility=Eligibility.EXCLUDED_AS_PRIMARY),
    _term("Yeast", _NEITHER, kind=OrganismKind.YEAST),
    _term("Mould", _NEITHER, kind=OrganismKind.MOULD, precision=_FORM),
    _term("Fungus", _NEITHER, kind=OrganismKind.UNSPECIFIED, precision=_FORM),
    _term("Dimorphic fungus", _NEITHER, kind=OrganismKind.DIMORPHIC_FUNGUS, precision=_FORM),
    _term("Mycelia sterilia", _NEITHER, kind=OrganismKind.MOULD),
    _term("Aerobic bacteria", _NEITHER, precision=_FORM),
    _term("Anaerobic bacteria", _NEITHER, precision=_FORM),
    _term("Acid-fast bacillus", _NEITHER, precision=_FORM),
    _term("Spirochete", _NEITHER, precision=_FORM),
    _term("Rapid growing mycobacteria", _NEITHER, genus="Mycobacterium"),
    _term("Nontuberculous mycobacteria", _NEITHER, genus="Mycobacterium"),
    _term("Protozoan", _NEITHER, kind=OrganismKind.PARASITE, eligibility=Eligibility.EXCLUDED_AS_PRIMARY),
    _term("Helminth", _NEITHER, kind=OrganismKind.PARASITE, eligibility=Eligibility.EXCLUDED_AS_PRIMARY),
    _term("Parasite", _NEITHER, kind=OrganismKind.PARASITE, eligibility=Eligibility.EXCLUDED_AS_PRIMARY),
    _term("Virus", _NEITHER, kind=OrganismKind.VIRUS, eligibility=Eligibility.EXCLUDED_AS_PRIMARY),
)
TERM_BY_NAME: Final = MappingProxyType({term.name: term for term in TERMS})

# Folded phrases (text_folding.words) -> canonical name; "|" separates phrases of one name.
_PHRASES: Final = MappingProxyType(
    {
        "Coagulase-negative staphylococci": (
            "coagulase negative staphylococcus|staphylococcus coagulase negative|"
            "staphylococcus species coagulase negative|"
            "cns|cons|scn|mrcns|mr cns|mrcons|mr cons|mscns|ms cns|coagulase negative staphylococcus species|"
            "coagulase negative staph|staph coagulase negative|non aureus staphylococcus|staphylococcus non aureus|"
            "staphylococcus albus"
        ),
        "Coagulase-positive staphylococci": (
            "coagulase positive staphylococcus|staphylococcus coagulase positive|"
            "staphylococcus species coagulase positive"
        ),
        "Viridans group streptococci": (
            "viridans group streptococcus|viridans streptococcus|streptococcus viridans group|"
            "streptococcus viridans|vgs|"
            "streptococcus species viridans group|streptococcus viridans species|viridans|viridans group|"
            "alpha hemolytic streptococcus viridans group|alpha hemolytic viridans streptococcus|streptococcus "
            "viridans alpha hemolytic"
        ),
        "Streptococcus anginosus group": (
            "streptococcus anginosus group|streptococcus milleri group|streptococcus milleri|"
            "anginosus group streptococcus|"
            "milleri group streptococcus|streptococcus anginosus milleri group|streptococcus anginosus constellatus|"
            "streptococcus anginosus constellatus group|streptococcus intermedius group"
        ),
        "Streptococcus mitis/oralis": "streptococcus mitis / oralis|streptococcus oralis / mitis",
        **{name: name.casefold() for name in VIRIDANS_GROUPS if "anginosus" not in name},
        "Small-colony-forming beta-hemolytic streptococci": "|".join(
            f"small colony forming beta hemolytic {words}"
            for words in (
                "streptococcus",
                *(f"group {letter} streptococcus" for letter in "abcfg"),
                *(f"streptococcus group {letter}" for letter in "abcfg"),
            )
        ),
        "Beta-hemolytic streptococcus": (
            "beta hemolytic streptococcus|streptococcus beta hemolytic|beta streptococcus|bhs|"
            "beta hemolytic streptococcus non group a non group b|streptococcus species beta hemolytic|"
            "hemolytic streptococcus|beta hemolytic streptococcus not group a|beta hemolytic streptococcus not "
            "group a or b"
        ),
        "Alpha-hemolytic streptococcus": "alpha hemolytic streptococcus|streptococcus alpha hemolytic|"
        "alpha streptococcus",
        "Gamma-hemolytic streptococcus": (
            "gamma hemolytic streptococcus|streptococcus gamma hemolytic|gamma streptococcus|"
            "non hemolytic streptococcus|nonhemolytic streptococcus|gamma non hemolytic streptococcus|"
            "streptococcus non hemolytic|streptococcus nonhemolytic"
        ),
        "Microaerophilic streptococcus": "microaerophilic streptococcus|streptococcus microaerophilic",
        "Anaerobic streptococcus": "anaerobic streptococcus|streptococcus anaerobic",
        "Nutritionally variant streptococci": (
            "nutritionally variant streptococcus|nutritionally deficient streptococcus|nvs|"
            "streptococcus nutritionally variant"
        ),
        "Abiotrophia/Granulicatella": "abiotrophia / granulicatella|granulicatella / abiotrophia",
        "Micrococcus/Stomatococcus": "micrococcus / stomatococcus",
        "Diphtheroids": (
            "diphtheroid|diphtheroid bacillus|diphtheroid aerobic|aerobic diphtheroid|diphtheroid anaerobic|"
            "anaerobic diphtheroid|"
            "coryneform|coryneform bacteria|coryneform gram positive bacillus|coryneform bacillus|"
            "gram positive bacillus coryneform|gram positive bacillus diphtheroid"
        ),
        "Bacillus, not B. anthracis": (
            "bacillus not b anthracis|bacillus not anthracis|bacillus species not anthracis|"
            "bacillus species not b anthracis|"
            "bacillus not bacillus anthracis|bacillus species not bacillus anthracis|bacillus species non anthracis"
        ),
        "Coliform bacteria": "coliform|coliform bacteria|coliform bacillus|coliform organism",
        "Enterobacterales": "enterobacterales|enterobacteriaceae|enteric bacteria|enteric gram negative bacillus|"
        "cre|cpe|klebsiella enterobacter group|klebsiella enterobacter serratia group",
        "Yeast": "yeast|yeast like|yeast like fungus|yeastlike fungus|yeast like organism|yeast cell|"
        "budding yeast|yeast species",
        "Mould": "mold|mould|filamentous fungus|fungus filamentous|hyphal fungus|hyphae|"
        "dematiaceous mold|dematiaceous mould|dematiaceous fungus|zygomycetes|zygomycete|mucorales",
        "Fungus": "fungus|mycete|fungus species",
        "Dimorphic fungus": "dimorphic fungus|fungus dimorphic",
        "Toxigenic Corynebacterium": "corynebacterium toxigenic|toxigenic corynebacterium|"
        "toxigenic corynebacterium species",
        "Mycelia sterilia": "mycelia sterilia|mycelium sterilium",
        "Aerobic bacteria": "aerobe|aerobic bacteria|aerobic bacterium",
        "Anaerobic bacteria": "anaerobic coccus|anaerobic rod|anaerobic bacillus|anaerobe|anaerobic bacteria|"
        "anaerobic bacterium",
        "Acid-fast bacillus": "acid fast bacillus|acid fast bacteria|afb|acid fast organism",
        "Spirochete": "spirochete|spirochaete",
        "Rapid growing mycobacteria": (
            "rapid growing mycobacteria|rapidly growing mycobacteria|rapid growing mycobacterium|"
            "mycobacterium rapid growing|rapid grower mycobacterium"
        ),
        "Nontuberculous mycobacteria": (
            "nontuberculous mycobacteria|non tuberculous mycobacteria|nontuberculous mycobacterium|ntm|"
            "atypical mycobacteria|"
            "mott|non tuberculous mycobacterium|mycobacterium other than tuberculosis"
        ),
        "Diarrheagenic Escherichia coli": "|".join(
            (
                (
                    "stec|ehec|etec|epec|eiec|eaec|daec|escherichia coli o157|e coli o157|escherichia coli 0157|"
                    "e coli 0157|escherichia coli serotype o157|e coli serotype o157"
                ),
                *(f"{word} escherichia coli" for word in ("stec", "ehec", "etec", "epec", "eiec", "eaec", "daec")),
                *(f"{word} e coli" for word in ("stec", "ehec", "etec", "epec", "eiec", "eaec", "daec")),
                *(
                    f"{word} {coli}"
                    for coli in ("escherichia coli", "e coli")
                    for word in (
                        *("enterohemorrhagic", "enterohaemorrhagic", "enterotoxigenic", "enteropathogenic"),
                        *("enteroinvasive", "enteroaggregative", "diffusely adherent", "verotoxigenic"),
                        *("shiga toxin producing", "shiga toxigenic", "vero toxin producing", "diarrheagenic"),
                    )
                ),
            )
        ),
        "Protozoan": "protozoan|protozoa|protozoon|amoeba|ameba|microsporidia|microsporidian|coccidia",
        "Helminth": "helminth|nematode|trematode|cestode|hookworm|tapeworm|fluke|filaria|microfilaria|roundworm",
        "CDC group": "cdc group",
        "CDC coryneform group": "cdc coryneform group|coryneform cdc group|cdc coryneform",
        "Prion": "prion|creutzfeldt jakob agent|creutzfeldt jakob disease agent",
        "Parasite": "parasite|head lice|body lice|pubic lice|lice|louse|mite|scabies mite",
        "Virus": "virus",
    }
)
# Jargon and lettered groups that stand for a species, a genus or one of the terms above.
_SPECIES_PHRASES: Final = MappingProxyType(
    {
        "Staphylococcus aureus": "mrsa|mssa|orsa|ossa|ca mrsa|ha mrsa|vrsa|visa|hvisa|golden staph|"
        "staphylococcus coagulase positive aureus|staphylococcus aureus coagulase positive|"
        "staph aureus coagulase positive",
        "Staphylococcus epidermidis": "mrse|msse|staph epi",
        "Mycobacterium": "mycobacteria",
        "Enterococcus": "vre|vse|enterococcus group d|streptococcus group d enterococcus|group d enterococcus",
        "Enterococcus faecium": "vref|vre faecium",
        "Streptococcus pyogenes": "gas|group a streptococcus|streptococcus group a|"
        "group a beta hemolytic streptococcus|gabhs|"
        "beta hemolytic streptococcus group a|streptococcus beta hemolytic group a|"
        "streptococcus group a beta hemolytic|"
        "beta hemolytic group a streptococcus|beta streptococcus group a|streptococcus pyogenes group a",
        "Streptococcus agalactiae": "gbs|group b streptococcus|streptococcus group b|"
        "group b beta hemolytic streptococcus|"
        "beta hemolytic streptococcus group b|streptococcus beta hemolytic group b|"
        "streptococcus group b beta hemolytic|"
        "beta hemolytic group b streptococcus|beta streptococcus group b|streptococcus agalactiae group b",
        **{
            f"Streptococcus, group {letter.upper()}": (
                f"group {letter} streptococcus|streptococcus group {letter}|streptococcus species group {letter}|"
                f"group {letter} beta hemolytic streptococcus|beta hemolytic streptococcus group {letter}|"
                f"streptococcus beta hemolytic group {letter}|streptococcus group {letter} beta hemolytic|"
                f"beta hemolytic group {letter} streptococcus|beta streptococcus group {letter}"
            )
            for letter in "cdefgl"
        },
        "Streptococcus pneumoniae": "pneumococcus|prsp|pssp|pisp|diplococcus pneumoniae",
        "Haemophilus influenzae": "blnar|blpar|h flu|haemophilus flu|hib|pfeiffer's bacillus|pfeiffer bacillus",
        "Neisseria gonorrhoeae": "gonococcus",
        "Neisseria meningitidis": "meningococcus",
        "Pseudomonas aeruginosa": "mdrp|pseudo aeruginosa|p aerug",
        "Acinetobacter": "mdra|mdrab",
        "Acinetobacter baumannii": "acinetobacter calcoaceticus / baumannii|acinetobacter calcoaceticus baumannii|"
        "acinetobacter baumannii / calcoaceticus|crab|acinetobacter baumannii calcoaceticus",
        "Clostridioides difficile": "c diff|cdiff|clostridium diff|clostridioides diff",
        "Mycobacterium tuberculosis": "mtb|tubercle bacillus|m tb|tb bacillus|koch bacillus|koch's bacillus",
        "Mycobacterium leprae": "hansen's bacillus|hansen bacillus|leprosy bacillus",
        "Bacillus anthracis": "anthrax|anthrax bacillus",
        "Yersinia pestis": "plague bacillus",
        "Corynebacterium diphtheriae": "diphtheria bacillus|klebs loeffler bacillus|loeffler's bacillus|"
        "loeffler bacillus|diphtheria",
        "Burkholderia pseudomallei": "whitmore's bacillus|whitmore bacillus",
        "Bordetella pertussis": "bordet gengou bacillus",
        "Haemophilus aegyptius": "koch weeks bacillus",
        "Haemophilus ducreyi": "ducrey's bacillus|ducrey bacillus",
        "Shigella dysenteriae": "shiga's bacillus|shiga bacillus",
        "Clostridium perfringens": "gas bacillus|welch's bacillus|welch bacillus",
        "Mycobacterium avium": "mycobacterium avium intracellulare|mycobacterium avium / intracellulare",
        "Bacteroides fragilis": "b frag",
        "Candida": "non albicans candida|candida non albicans|monilia species",
        "Candida albicans": "monilia albicans",
        "Salmonella enterica": "salmonella typhi|salmonella paratyphi|salmonella typhimurium",
        "Klebsiella pneumoniae": "friedlander bacillus|friedlanders bacillus|friedlander's bacillus",
        "Lactobacillus": "doderlein bacillus|lactobacillus doderlein",
        "Streptococcus gallolyticus": "streptococcus bovis / gallolyticus",
        "Gram-positive coccus": "gpc",
        "Gram-positive bacillus": "gpr|gpb",
        "Gram-negative bacillus": "gnr|gnb",
        "Gram-negative coccus": "gnc|gndc",
        "Gram-negative coccobacillus": "gncb",
        "Gram-positive coccobacillus": "gpcb",
        "Gram-negative bacillus, non-fermentative": (
            "non fermenter|nonfermenter|non fermenting gram negative bacillus|nfgnr|nfgnb|nf gnr|"
            "nonfermenting gram negative bacillus|non fermentative gram negative bacillus|"
            "gram negative bacillus non fermenting|"
            "gram negative bacillus nonfermentative|gram negative bacillus non fermentative|"
            "gram negative bacillus nonfermenting|"
            "non lactose fermenter|non lactose fermenting gram negative bacillus|nonlactose fermenter"
        ),
        "Gram-negative bacillus, fermentative": (
            "fermentative gram negative bacillus|gram negative bacillus fermentative|"
            "lactose fermenting gram negative bacillus|"
            "lactose fermenter|gram negative bacillus lactose fermenting"
        ),
        "HIV": "hiv|hiv 1|hiv 2|human immunodeficiency virus",
        "Cytomegalovirus": "cmv|human cytomegalovirus|human cytomegalovirus 5|human herpesvirus 5|hhv 5",
        "Epstein-Barr virus": "ebv|epstein barr virus|human herpesvirus 4|hhv 4",
        "Herpes simplex virus": "hsv|hsv 1|hsv 2|hsv1|hsv2|herpes simplex|herpes simplex type 1|herpes simplex type 2",
        "Varicella-zoster virus": "vzv|varicella zoster|varicella zoster virus|human herpesvirus 3|hhv 3",
        "Hepatitis B virus": "hbv",
        "Hepatitis C virus": "hcv",
        "Respiratory syncytial virus": "rsv",
        "SARS-CoV-2": "sars cov 2|covid 19|sars cov",
    }
)


def phrases() -> Mapping[tuple[str, ...], str]:
    """Each phrase, as a tuple of folded words, with the canonical name it stands for."""
    found: dict[tuple[str, ...], str] = {}
    for phrase, name in _phrases():
        found.setdefault(phrase, name)
    return MappingProxyType(found)


def _phrases() -> Iterator[tuple[tuple[str, ...], str]]:
    for table in (_PHRASES, _SPECIES_PHRASES):
        for name, joined in table.items():
            for phrase in joined.split("|"):
                yield tuple(phrase.split()), name
    for phrase, name in cdc_group_phrases():
        yield tuple(phrase.split()), name
