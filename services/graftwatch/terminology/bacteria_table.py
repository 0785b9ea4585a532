"""Bacterial genera by taxonomic family, with their common commensal and mucosal barrier injury (MBI) flags.

Source: the families of the List of Prokaryotic names with Standing in Nomenclature; flags as the NHSN manual (2026)
and its list of organism terms give them for members of the genus. A row's flags hold for all its genera and for
species that nobody listed; species that differ from their genus stand in species_table.py.
Families whose genera differ have one row for each combination of flags.
"""

from dataclasses import dataclass
from typing import Final

from graftwatch.terminology.organism import OrganismKind


@dataclass(frozen=True, slots=True)
class GenusRow:
    """Genera of one family that share kind and flags."""

    family: str
    genera: str
    common_commensal: bool = False
    mbi: bool = False
    kind: OrganismKind = OrganismKind.BACTERIUM


def _commensal(family: str, genera: str) -> GenusRow:
    return GenusRow(family, genera, common_commensal=True)


def _mbi(family: str, genera: str) -> GenusRow:
    return GenusRow(family, genera, mbi=True)


_GRAM_POSITIVE_COCCI: Final = (
    # Staphylococcus and Streptococcus without a species are neither: their species decide.
    GenusRow("Staphylococcaceae", "Staphylococcus Macrococcus Salinicoccus Jeotgalicoccus Nosocomiicoccus"),
    _commensal("Staphylococcaceae", "Mammaliicoccus"),
    GenusRow("Streptococcaceae", "Streptococcus Lactococcus Lactovum Floricoccus"),
    _mbi("Enterococcaceae", "Enterococcus Tetragenococcus Melissococcus"),
    GenusRow("Enterococcaceae", "Vagococcus Bavariicoccus Catellicoccus"),
    _mbi("Aerococcaceae", "Abiotrophia"),
    _commensal("Aerococcaceae", "Aerococcus"),
    GenusRow("Aerococcaceae", "Facklamia Dolosicoccus Ignavigranum Eremococcus Globicatella Falseniella Ruoffia"),
    _mbi("Carnobacteriaceae", "Granulicatella"),
    GenusRow(
        "Carnobacteriaceae",
        "Alloiococcus Dolosigranulum Carnobacterium Atopobacter Desemzia Trichococcus Marinilactibacillus "
        "Alkalibacterium",
    ),
    _mbi("Gemellaceae", "Gemella"),
    _mbi("Peptoniphilaceae", "Anaerococcus Finegoldia Peptoniphilus Helcococcus"),
    GenusRow("Peptoniphilaceae", "Parvimonas Gallicola Murdochiella Ezakiella Micromonas"),
    _mbi(
        "Lactobacillaceae",
        "Pediococcus Leuconostoc Weissella Lactobacillus Paralactobacillus Oenococcus Fructobacillus",
    ),
    _mbi(
        "Lactobacillaceae",
        "Lacticaseibacillus Lactiplantibacillus Limosilactobacillus Ligilactobacillus Latilactobacillus "
        "Levilactobacillus Lentilactobacillus Companilactobacillus Furfurilactobacillus Loigolactobacillus "
        "Schleiferilactobacillus Apilactobacillus Fructilactobacillus Liquorilactobacillus Secundilactobacillus "
        "Paucilactobacillus",
    ),
)
_GRAM_POSITIVE_RODS: Final = (
    _commensal(
        "Bacillaceae",
        "Bacillus Lysinibacillus Rummeliibacillus Solibacillus Viridibacillus Peribacillus Priestia Cytobacillus "
        "Niallia Metabacillus Neobacillus Mesobacillus Margalitia Sutcliffiella Alkalihalobacillus Weizmannia "
        "Heyndrickxia Ferdinandcohnia Rossellomorea Schinkia Siminovitchia Evansella Lederbergia Gottfriedia",
    ),
    _commensal("Paenibacillaceae", "Paenibacillus Brevibacillus"),
    GenusRow("Paenibacillaceae", "Aneurinibacillus Cohnella Thermobacillus"),
    GenusRow(
        "Bacillaceae",
        "Geobacillus Kurthia Sporolactobacillus Alicyclobacillus Virgibacillus Gracilibacillus Halobacillus "
        "Oceanobacillus Sporosarcina Planococcus Planomicrobium Amphibacillus Anoxybacillus Ureibacillus "
        "Caryophanon Exiguobacterium Kroppenstedtia Thermoactinomyces Laceyella Pasteuria Parageobacillus "
        "Caldibacillus Terribacillus Ornithinibacillus",
    ),
    GenusRow("Listeriaceae", "Listeria Brochothrix"),
    GenusRow(
        "Erysipelotrichaceae",
        "Erysipelothrix Bulleidia Solobacterium Holdemania Turicibacter Catenibacterium Allobaculum",
    ),
    _mbi("Erysipelotrichaceae", "Eggerthia Erysipelatoclostridium Thomasclavelia"),
    _commensal("Corynebacteriaceae", "Corynebacterium Turicella"),
    _commensal("Actinomycetaceae", "Actinomyces Arcanobacterium Trueperella Schaalia Gleimia Winkia Bowdeniella"),
    GenusRow("Actinomycetaceae", "Actinobaculum Actinotignum Mobiluncus Varibaculum Falcivibrio"),
    _commensal("Micrococcaceae", "Micrococcus Kocuria Arthrobacter Glutamicibacter Paenarthrobacter Pseudarthrobacter"),
    # On both lists: the only genus with both flags throughout.
    GenusRow("Micrococcaceae", "Rothia Stomatococcus", common_commensal=True, mbi=True),
    GenusRow("Micrococcaceae", "Nesterenkonia Acaricomes Citricoccus Renibacterium Auritidibacter"),
    _commensal("Dermacoccaceae", "Dermacoccus Kytococcus"),
    _commensal("Intrasporangiaceae", "Janibacter"),
    GenusRow(
        "Intrasporangiaceae", "Arsenicicoccus Knoellia Ornithinimicrobium Terrabacter Tetrasphaera Intrasporangium"
    ),
    _commensal("Brevibacteriaceae", "Brevibacterium"),
    _commensal("Dermabacteraceae", "Dermabacter"),
    GenusRow("Dermabacteraceae", "Brachybacterium Helcobacillus"),
    _commensal("Cellulomonadaceae", "Cellulomonas Oerskovia"),
    GenusRow("Jonesiaceae", "Jonesia Cellulosimicrobium Sanguibacter Promicromonospora Rarobacter"),
    _commensal("Microbacteriaceae", "Microbacterium Leifsonia Aureobacterium"),
    GenusRow(
        "Microbacteriaceae",
        "Agromyces Curtobacterium Pseudoclavibacter Clavibacter Rathayibacter Zimmermannella Mycetocola "
        "Gulosibacter Agrococcus",
    ),
    _commensal(
        "Propionibacteriaceae",
        "Propionibacterium Cutibacterium Propioniferax Acidipropionibacterium Pseudopropionibacterium Arachnia",
    ),
    GenusRow(
        "Propionibacteriaceae", "Propionimicrobium Luteococcus Tessaracoccus Microlunatus Nocardioides Aeromicrobium"
    ),
    _commensal("Nocardiaceae", "Rhodococcus"),
    GenusRow("Nocardiaceae", "Nocardia Williamsia Skermania Smaragdicoccus"),
    _commensal("Gordoniaceae", "Gordonia"),
    _commensal("Tsukamurellaceae", "Tsukamurella"),
    GenusRow("Dietziaceae", "Dietzia Segniliparus Lawsonella"),
    GenusRow("Mycobacteriaceae", "Mycobacterium Mycobacteroides Mycolicibacterium Mycolicibacter Mycolicibacillus"),
    GenusRow(
        "Streptomycetaceae",
        "Streptomyces Amycolatopsis Nocardiopsis Saccharomonospora Saccharopolyspora Micromonospora Actinomadura "
        "Dermatophilus Pseudonocardia Thermomonospora Saccharothrix Actinoplanes Streptoverticillium Crossiella "
        "Kitasatospora Lentzea Microbispora Nonomuraea Streptosporangium Kineococcus Patulibacter Deinococcus "
        "Geodermatophilus Blastococcus",
    ),
    _mbi("Bifidobacteriaceae", "Bifidobacterium Alloscardovia"),
    GenusRow("Bifidobacteriaceae", "Gardnerella Scardovia Parascardovia Metascardovia"),
    _mbi("Coriobacteriales", "Atopobium Collinsella Eggerthella Slackia"),
    _mbi("Coriobacteriales", "Fannyhessea Lancefieldella"),
    GenusRow(
        "Coriobacteriales", "Cryptobacterium Olsenella Gordonibacter Adlercreutzia Paraeggerthella Coriobacterium"
    ),
)
_ANAEROBES: Final = (
    _mbi(
        "Clostridia",
        "Clostridium Clostridioides Sarcina Eubacterium Faecalibacterium Flavonifractor Pseudoflavonifractor "
        "Ruminococcus Blautia Filifactor Peptostreptococcus Mogibacterium Pseudoramibacter Tissierella Hungatella "
        "Lachnoclostridium Paeniclostridium Paraclostridium Peptoclostridium Enterocloster Hathewaya "
        "Terrisporobacter Intestinibacter Romboutsia Anaerotruncus Mediterraneibacter Agathobacter",
    ),
    GenusRow(
        "Clostridia",
        "Butyrivibrio Catabacter Catonella Coprococcus Dorea Lachnoanaerobaculum Peptococcus Johnsonella "
        "Shuttleworthia Roseburia Anaerostipes Lachnospira Oribacterium Moryella Stomatobaculum Sporomusa "
        "Oscillospira Anaerofustis Acetobacterium Christensenella Subdoligranulum Robinsoniella Desulfotomaculum "
        "Desulfitobacterium Syntrophomonas Proteocatella Anaerovorax Acetanaerobacterium Papillibacter "
        "Heliobacterium Thermoanaerobacter Moorella Oxobacter Parvibacter",
    ),
    _mbi("Negativicutes", "Veillonella Dialister Megamonas Megasphaera Mitsuokella"),
    GenusRow(
        "Negativicutes",
        "Acidaminococcus Centipeda Selenomonas Anaeroglobus Phascolarctobacterium Negativicoccus Schwartzia",
    ),
    _mbi(
        "Bacteroidales",
        "Bacteroides Parabacteroides Odoribacter Porphyromonas Prevotella Tannerella Anaerorhabdus Alistipes "
        "Paraprevotella Alloprevotella Barnesiella Butyricimonas",
    ),
    GenusRow("Bacteroidales", "Phocaeicola Dysgonomonas Hallella Proteiniphilum Coprobacter Rikenella"),
    _mbi("Fusobacteriales", "Fusobacterium Leptotrichia"),
    GenusRow(
        "Fusobacteriales", "Sneathia Streptobacillus Sebaldella Cetobacterium Ilyobacter Propionigenium Caviibacter"
    ),
    _mbi("Desulfovibrionales", "Bilophila"),
    GenusRow("Desulfovibrionales", "Desulfovibrio Desulfomonas Desulfomicrobium"),
    _mbi("Succinivibrionaceae", "Anaerobiospirillum"),
    GenusRow("Succinivibrionaceae", "Succinivibrio Succinimonas Ruminobacter Succiniclasticum"),
    _mbi("Cardiobacteriaceae", "Dichelobacter"),
    GenusRow(
        "Synergistales", "Synergistes Jonquetella Pyramidobacter Cloacibacillus Fretibacterium Akkermansia Victivallis"
    ),
)
ENTEROBACTERALES_ROWS: Final = (
    _mbi(
        "Enterobacteriaceae",
        "Escherichia Klebsiella Enterobacter Citrobacter Raoultella Cronobacter Kluyvera Leclercia Lelliottia "
        "Pluralibacter Buttiauxella Cedecea Trabulsiella Yokenella Pseudescherichia Kosakonia Phytobacter "
        "Siccibacter Franconibacter Shimwellia Atlantibacter Pseudocitrobacter Metakosakonia Superficieibacter "
        "Averyella Koserella Calymmatobacterium Mangrovibacter Huaxiibacter Intestinirhabdus",
    ),
    GenusRow("Enterobacteriaceae", "Salmonella Shigella Saccharobacter"),
    _mbi("Morganellaceae", "Morganella Proteus Providencia Moellerella"),
    GenusRow("Morganellaceae", "Photorhabdus Xenorhabdus Arsenophonus Cosenzaea"),
    _mbi("Yersiniaceae", "Serratia Rahnella Ewingella Rouxiella"),
    GenusRow("Yersiniaceae", "Yersinia"),
    _mbi("Hafniaceae", "Hafnia Edwardsiella Obesumbacterium"),
    _mbi("Erwiniaceae", "Pantoea Tatumella Mixta"),
    GenusRow(
        "Erwiniaceae",
        "Erwinia Pectobacterium Brenneria Dickeya Lonsdalea Samsonia Buchnera Wigglesworthia Sodalis Gibbsiella",
    ),
    _mbi("Budviciaceae", "Leminorella"),
    GenusRow("Budviciaceae", "Budvicia Pragia Plesiomonas"),
)
_OTHER_GRAM_NEGATIVES: Final = (
    _mbi("Helicobacteraceae", "Helicobacter Arcobacter Aliarcobacter Flexispira"),
    GenusRow("Campylobacteraceae", "Campylobacter Wolinella Sulfurospirillum"),
    _mbi("Flavobacteriaceae", "Capnocytophaga"),
    GenusRow(
        "Flavobacteriales",
        "Bergeyella Chryseobacterium Elizabethkingia Empedobacter Flavobacterium Myroides Riemerella Weeksella "
        "Wautersiella Ornithobacterium Tenacibaculum Cytophaga Moheibacter Cloacibacterium Coenonia Flexibacter "
        "Sphingobacterium Pedobacter",
    ),
    GenusRow(
        "Pseudomonadales",
        "Pseudomonas Acinetobacter Moraxella Psychrobacter Branhamella Chryseomonas Flavimonas Azotobacter "
        "Azomonas Stutzerimonas Halomonas Chromohalobacter Alishewanella Cellvibrio Oceanospirillum Marinomonas "
        "Balneatrix Alcanivorax",
    ),
    GenusRow(
        "Lysobacterales",
        "Stenotrophomonas Xanthomonas Pseudoxanthomonas Luteimonas Lysobacter Xylella Dyella Frateuria "
        "Rhodanobacter Luteibacter Wohlfahrtiimonas Ignatzschineria",
    ),
    GenusRow(
        "Burkholderiales",
        "Burkholderia Paraburkholderia Ralstonia Cupriavidus Wautersia Pandoraea Achromobacter Alcaligenes "
        "Bordetella Kerstersia Oligella Taylorella Pelistega Advenella Pusillimonas Acidovorax Comamonas Delftia "
        "Aquabacterium Hydrogenophaga Variovorax Herbaspirillum Massilia Janthinobacterium Naxibacter Oxalobacter "
        "Sutterella Parasutterella Lautropia Limnobacter Polaromonas Leptothrix Sphaerotilus Brachymonas "
        "Duganella Rhodoferax Roseateles Pelomonas Tepidimonas Xenophilus Robbsia Caballeronia Trinickia "
        "Chitinimonas Telluria Spirillum Novispirillum",
    ),
    GenusRow(
        "Neisseriales",
        "Neisseria Eikenella Kingella Alysiella Simonsiella Chromobacterium Vogesella Aquaspirillum Bergeriella "
        "Conchiformibius Vitreoscilla Laribacter Microvirgula Iodobacter Uruburuella Morococcus Snodgrassella",
    ),
    GenusRow(
        "Pasteurellales",
        "Haemophilus Aggregatibacter Actinobacillus Pasteurella Mannheimia Avibacterium Gallibacterium "
        "Bibersteinia Histophilus Lonepinella Nicoletella Phocoenobacter Volucribacter Rodentibacter Glaesserella "
        "Basfia",
    ),
    GenusRow("Cardiobacteriaceae", "Cardiobacterium Suttonella"),
    GenusRow("Vibrionaceae", "Vibrio Photobacterium Listonella Grimontia Salinivibrio Aliivibrio Enterovibrio"),
    GenusRow("Aeromonadaceae", "Aeromonas Tolumonas Oceanimonas Succinatimonas"),
    GenusRow(
        "Alteromonadales", "Shewanella Alteromonas Pseudoalteromonas Marinobacter Idiomarina Ferrimonas Moritella"
    ),
    GenusRow("Legionellales", "Legionella Fluoribacter Tatlockia Coxiella Rickettsiella Aquicella Diplorickettsia"),
    GenusRow("Thiotrichales", "Francisella Piscirickettsia Caedibacter Methylophaga"),
    # The only Gram-negative genus on the common commensal list.
    _commensal("Acetobacteraceae", "Roseomonas"),
    GenusRow(
        "Acetobacteraceae",
        "Asaia Acetobacter Gluconobacter Granulibacter Gluconacetobacter Acidomonas Kozakia Inquilinus Azospirillum",
    ),
    GenusRow(
        "Hyphomicrobiales",
        "Brucella Ochrobactrum Bartonella Rochalimaea Afipia Agrobacterium Rhizobium Azorhizobium "
        "Methylobacterium Methylorubrum Aureimonas Aurantimonas Bosea Bradyrhizobium Mesorhizobium Sinorhizobium "
        "Ensifer Phyllobacterium Mycoplana Shinella Pannonibacter Hyphomicrobium Xanthobacter Devosia Paracoccus "
        "Rhodobacter Haematobacter Catellibacterium Brevundimonas Caulobacter Sphingomonas Sphingobium "
        "Novosphingobium Sphingopyxis Erythrobacter Zymomonas Blastomonas Pseudochrobactrum Daeguia Wolbachia "
        "Rhodopseudomonas Rhodospirillum",
    ),
    GenusRow(
        "Rickettsiales", "Rickettsia Orientia Anaplasma Ehrlichia Neorickettsia Cowdria Aegyptianella Neoehrlichia"
    ),
    GenusRow("Chlamydiales", "Chlamydia Chlamydophila Parachlamydia Simkania Waddlia Neochlamydia"),
    GenusRow(
        "Spirochaetales",
        "Treponema Borrelia Borreliella Leptospira Leptonema Turneriella Brachyspira Serpulina Serpula "
        "Spirochaeta Cristispira",
    ),
    GenusRow(
        "Mycoplasmatales",
        "Mycoplasma Mycoplasmoides Mycoplasmopsis Metamycoplasma Malacoplasma Ureaplasma Acholeplasma Spiroplasma "
        "Entomoplasma Mesoplasma Anaeroplasma Asteroleplasma Haemobartonella Eperythrozoon Phytoplasma",
    ),
    GenusRow(
        "Unplaced",
        "Tropheryma Gemmata Chloroflexus Bdellovibrio Micavibrio Chitinophaga Terrimonas Hymenobacter Runella "
        "Spirosoma Parasporobacterium Prochlorococcus Nitrosomonas",
    ),
)

BACTERIA: Final = (
    _GRAM_POSITIVE_COCCI + _GRAM_POSITIVE_RODS + _ANAEROBES + ENTEROBACTERALES_ROWS + _OTHER_GRAM_NEGATIVES
)
