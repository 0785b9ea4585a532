"""Wordings of laboratories that stand for no single organism, written by hand; for the tests of the terminology.

UNRESOLVED holds names that nobody can know, shapes, ambiguous abbreviations and two organisms at once; NOT_AN_ORGANISM
denials, comments and amounts. The last of UNRESOLVED are genera a letter or two from a known one: they may be its
misspelling, or a genus that nobody listed.
"""

_UNRESOLVED = r"""
Staphylococcus epidermidis/aureus | Staph aureus/epidermidis | Streptococcus mitis/pneumoniae
Campylobacter-like organism | Brucella-like | Aerobic actinomycete
E. fae | S. intermedius | Staphylococcus foobaris | Foobarella barensis | xyz | Unknown organism | ESBL
Staphylococcus aureus and Escherichia coli | E. coli, K. pneumoniae | Streptococcus pneumoniae antigen | 不明
STAAUR | Staphylococcus epidermidis/Staphylococcus hominis | CNST | To be continued | TNP | ECOLI | Influenza A
Foobarella barensis isolated from aerobic bottle | Growth of Foobarella barensis
Foobarella barensis, see comment | Staphylococcus foobaris, final | Final report: Xyzbacter sp.
Bacteria X-17 | Bacteria X 17 | Bacterium novum | Novum bacterium | Bacteria | Bacterium
Gram negative rod foo | Foo gram negative rods | Gram negative foo rods | GNR foo | Aerobic bacteria foo | yeast blah
Blah yeast | Mould X17 | Gram negative rods, foo | Staphylococcus zzz | Streptococcus zzz | Staph. zzz
Coliform bacteria foo | organism X-17
foo bar | Unknown organism | unidentified organism | bacteria | rods seen | cocci | curved rods | Novobacter novus
Aspirobacter sp. | Staphylococcus novum | Streptococcus novus | PA | S. int | S. inter | C. intermedia? foo
Staphylococcus aureus or Staphylococcus epidermidis | previously MRSA | colonised with MRSA | Legionella antigen
E. coli and Enterococcus faecalis | 1. E. coli 2. K. pneumoniae | Candida albicans + Candida glabrata
S. aureus, E. coli | MRSA/VRE | E. coli, Klebsiella pneumoniae and Proteus mirabilis | bacillus? fusiform
organism 1 | Loeffler bacillus like | Rod shaped bacteria | S. aureus (1+), CNS (2+)
Strep viridans, S. pneumoniae | 桿菌 | 短桿菌 | fusiform bacillus | rods and cocci | Calmette's bacillus
Bacillus-like organism | Micrococcus-like | CNS, Corynebacterium sp.
Zyxomonas imaginaria | Listera monocytogena | Kocurea novella | Leclersia nova | Ralstonea nova
Weeksiella nova | Pandorea nova | Pantoeba nova | Tatumela nova | Yokenela nova | Bergeyela nova | Delfta nova
Dermacoccoides novus | Gordonibacta nova | Sphingemonas nova | Sphingobacteria nova | Nocardiopsas nova
Actinomadora nova | Rahnela nova | Moraxela nova | Zyxomonas | Halobacter novus | Lactivum novum
Microbacter margulisiae | Aerobacterium nova | Enterobaculum nova | Campylobacterium nova | Agrobacter novus
Photobacter novus | Bacteroidia nova | Helicobacta nova | Alcanivorex nova | Chromatobacterium nova
Vagicoccus novus | Paracocccus novus | Marinibacter novus | Oceanibacillus novus | Oceanomonas baumannii
Geomicrobium novum | Rhodobacterium novum | Desulfovibrium novum | Methanobacterium novum
Enterococcoides novus | Lactococcas novus | Elizabethkingea nova | Paenobacillus novus | Lysobacterium novum
Flavibacterium novum | Chryseibacterium novum | Pseudonomas nova
"""
_NOT_AN_ORGANISM = r"""
S. aureus, E. coli not detected | S. aureus not detected, E. coli not detected
no Staphylococcus aureus isolated | No growth at 5 days | No growth | 発育を認めず | 菌の発育を認めず
mixed skin flora
contaminant? | see comment | pending | Negative for MRSA | MRSA: negative | MRSA not detected | MRSAは検出されず
黄色ブドウ球菌 陰性 | 緑膿菌を認めず | Staphylococcus aureus not isolated | No MRSA or VRE isolated
Candida albicans not detected | MIXED BACTERIAL FLORA | CANCELLED | mixed flora | 12 | 1+ | >100,000
Gram stain: no organisms seen | Culture in progress | No organisms seen
Specimen rejected - insufficient volume | Blood culture positive after 12 h | rule out Staphylococcus aureus
History of MRSA | Normal flora | Anaerobes: none isolated | Anaerobic culture: no anaerobes isolated
Staphylococcus aureus DNA not detected | contaminated specimen | skin contaminants | Escherichia coli: Negative
Escherichia coli - not detected | Escherichia coli Not Detected | No Escherichia coli | No E. coli O157 isolated
No Candida seen | No yeast isolated | No Salmonella, Shigella or Campylobacter isolated
No Group B Streptococcus isolated | no MRSA | no significant growth | No pathogens isolated
No enteric pathogens | Normal skin flora | Normal oral flora | Mixed growth of doubtful significance
Contaminant | Probable contaminant | ?contaminant | Possible contamination | Likely contaminant, please repeat
Suggestive of skin contamination | See comments | See below | See report | Please see previous report
Refer to culture #12345 | Identification to follow | Susceptibility to follow | Final | Preliminary report | N/A
None | Test not performed | Not done | Sample haemolysed | MRSA陰性 | MRSA(-) | MRSA検出せず
常在菌 | 口腔内常在菌 | 発育なし
菌検出せず | 陰性 | 培養中 | コメント参照 | Not Staphylococcus aureus | No Foobarella isolated | Positive
Growth in aerobic bottle
no Staphylococcus aureus isolated | Staphylococcus aureus ruled out | negative for MRSA | MRSA negative
mixed skin flora | contaminant? | probable contaminant | S. aureus not detected by PCR | cancelled | see comment
no further growth | No MRSA isolated. | MRSA not isolated | Normal respiratory flora | Normal skin flora
oral flora | no growth | No growth after 5 days | sterile | negative | culture negative | no anaerobes isolated
No Salmonella, Shigella or Campylobacter isolated | no yeast seen | No fungi isolated | Specimen rejected
test not performed | duplicate | quantity not sufficient | Sent to reference laboratory | Refer to previous culture
pending | final report to follow | no acid fast bacilli seen | AFB not seen | Candida: negative
Candida not detected | Enterococcus sp: not detected | absence of Pseudomonas aeruginosa | kein Wachstum
Keine Keime nachweisbar | Pas de croissance | culture stérile | sin crecimiento | nessuna crescita | 陰性 | 培養陰性
検出されず | 発育なし | 菌を認めず | 常在菌 | MRSAは検出されません | no organisms seen | skin contaminants
probable skin contaminant
possible contamination | suggests contamination | no pathogens isolated | No enteric pathogens
Staph aureus: absent | S. aureus NOT isolated | no evidence of Listeria | free of Listeria monocytogenes
excludes Listeria | not Staphylococcus aureus | CULTURE IN PROGRESS | cancelled - duplicate order
Growth of mixed flora, please repeat | multiple organisms present, probable contamination
No beta-haemolytic streptococci isolated | No Group B Strep isolated | rejected: specimen leaked | hemolyzed
Test cancelled by lab | *** | None | nil | N/A | 0 | flora mixta | kein MRSA nachgewiesen
Pas de Staphylococcus aureus | absence de Candida
"""


def _wordings(text: str) -> list[str]:
    return [wording.strip() for line in text.splitlines() for wording in line.split("|") if wording.strip()]


UNRESOLVED = _wordings(_UNRESOLVED)
NOT_AN_ORGANISM = ["", *_wordings(_NOT_AN_ORGANISM)]
