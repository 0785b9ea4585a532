"""Renamed taxa: the name a laboratory may still send, and the one the rules compare.

One name stands for one species, so that two reports of it match; the name kept is the one under which the NHSN
manual's list carries its flags (Candida glabrata, Klebsiella aerogenes). Species: renamed_bacteria.py and
renamed_fungi.py. An old name in a commensal genus must never make a commensal of a pathogen ("Bacillus abortus").
"""

from types import MappingProxyType
from typing import Final

from graftwatch.terminology.renamed_bacteria import RENAMED_BACTERIA
from graftwatch.terminology.renamed_fungi import RENAMED_FUNGI


def _renamed(table: str) -> dict[str, str]:
    entries = (entry.partition(":") for entry in " ".join(table.split()).rstrip(";").split(";"))
    return {old.strip(): accepted.strip() for accepted, _, olds in entries for old in olds.split(",")}


# Old, alternative or misspelt name -> the name used here.
RENAMED_SPECIES: Final = MappingProxyType(_renamed(RENAMED_BACTERIA) | _renamed(RENAMED_FUNGI))
# Both names stand on the list with flags of their own, and are one species nevertheless.
SAME_SPECIES: Final = MappingProxyType(
    {
        "Candida guilliermondii": "Meyerozyma guilliermondii",
        "Candida famata": "Debaryomyces hansenii",
        "Phocaeicola vulgatus": "Bacteroides vulgatus",
        "Phocaeicola dorei": "Bacteroides dorei",
        "Candida ciferrii": "Stephanoascus ciferrii",
        "Peptostreptococcus micros": "Parvimonas micra",
        "Propionibacterium lymphophilum": "Propionimicrobium lymphophilum",
        "Bacillus stearothermophilus": "Geobacillus stearothermophilus",
    }
)
# A genus name of old, or its plain spelling -> the genus used here.
RENAMED_GENERA: Final = MappingProxyType(
    {
        "Mycolicibacterium": "Mycobacterium",
        "Mycolicibacter": "Mycobacterium",
        "Mycolicibacillus": "Mycobacterium",
        "Stomatococcus": "Rothia",
        "Torulopsis": "Candida",
        "Nakaseomyces": "Candida",
        "Candidozyma": "Candida",
        "Branhamella": "Moraxella",
        "Aliarcobacter": "Arcobacter",
        "Koserella": "Yokenella",
        "Stutzerimonas": "Pseudomonas",
        "Borreliella": "Borrelia",
        "Hemophilus": "Haemophilus",
        "Herellea": "Acinetobacter",
        "Mima": "Acinetobacter",
        "Grahamella": "Bartonella",
        "Rochalimaea": "Bartonella",
        "Rochalimea": "Bartonella",
        "Malleomyces": "Burkholderia",
        "Levinea": "Citrobacter",
        "Welchia": "Clostridium",
        "Bacterionema": "Corynebacterium",
        "Aerobacter": "Enterobacter",
        "Sphaerophorus": "Fusobacterium",
        "Haverhillia": "Streptobacillus",
        "Beneckea": "Vibrio",
        "Cephalosporium": "Acremonium",
        "Pullularia": "Aureobasidium",
        "Hormodendrum": "Cladosporium",
        "Asterococcus": "Acholeplasma",
        "Actinobacterium": "Actinomyces",
        "Segatella": "Prevotella",
        "Hoylesella": "Prevotella",
        "Anaerobutyricum": "Eubacterium",
        "Pauljensenia": "Actinomyces",
        "Faucicola": "Moraxella",
    }
)
# Wrong spellings that laboratories and lists are known for, and that are no genus -> the genus meant.
# A spelling that nobody listed is never mended to a genus alone: it may be a genus that nobody listed.
MISSPELT_GENERA: Final = MappingProxyType(
    {
        wrong: genus
        for genus, spellings in {
            "Acinetobacter": "acinetobactor acinitobacter acinetobacer",
            "Citrobacter": "citrobactor",
            "Corynebacterium": "corynebactrium cornyebacterium corynbacterium",
            "Cutibacterium": "cutibacterum",
            "Enterobacter": "enterobactor enterobater",
            "Enterococcus": "enterococus entrococcus enteroccocus",
            "Escherichia": "eschericia escherchia escherischia esherichia",
            "Geotrichum": "geotrichium",
            "Klebsiella": "klebsiela klebseilla kleibsiella klebsella",
            "Micrococcus": "micrococus",
            "Nocardiopsis": "nocardiopsos",
            "Propionibacterium": "proprionibacterium propionobacterium",
            "Pseudomonas": "pseudamonas psuedomonas pseudomonis",
            "Serratia": "seratia serattia",
            "Staphylococcus": "stapylococcus staphlococcus staphylococus staphyloccocus staphyloccus stapholococcus",
            "Stenotrophomonas": "stenotrophamonas stenotropomonas",
            "Streptococcus": "strepococcus streptococus streptoccocus streptoccus",
        }.items()
        for wrong in spellings.split()
    }
)
