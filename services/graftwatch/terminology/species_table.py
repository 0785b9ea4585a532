"""Species: which differ from their genus, which belong to a rule's group, and which laboratories abbreviate.

Source: NHSN manual (2026), chapters 2 and 4, for groups, commensals and exclusions; textbook bacteriology for the
coagulase-positive staphylococci and the groups of viridans streptococci. A species that is not listed takes its
genus' flags, except in Staphylococcus and Streptococcus, where an unlisted species stays unresolved.
Left out: the many species whose flags are their genus' own; the clinical ones stand here only to read
abbreviations and misspellings.
"""

from types import MappingProxyType
from typing import Final

from graftwatch.terminology.report_words import words_of

# Coagulase-negative staphylococci: common commensals, S. lugdunensis among them. S. schleiferi without its
# subspecies is not one (subspecies coagulans is coagulase-positive); subspecies schleiferi is.
COAGULASE_NEGATIVE: Final = words_of(
    "argensis arlettae auricularis borealis caeli capitis caprae carnosus casei chromogenes cohnii "
    "condimenti croceilyticus debuckii devriesei edaphicus epidermidis equorum felis fleurettii gallinarum "
    "haemolyticus hominis jettensis kloosii lentus lugdunensis massiliensis microti muscae nepalensis "
    "pasteuri petrasii pettenkoferi piscifermentans pragensis pseudolugdunensis pseudoxylosus pulvereri "
    "ratti rostri saccharolyticus saprophyticus sciuri shinii simiae simulans stepanovicii succinus "
    "taiwanensis ureilyticus urealyticus vitulinus vitulus warneri xylosus"
)
COAGULASE_POSITIVE: Final = words_of(
    "aureus agnetis argenteus coagulans cornubiensis delphini hyicus intermedius lutrae pseudintermedius "
    "roterodami schleiferi schweitzeri singaporensis"
)
# Viridans streptococci by group, with the anginosus and bovis groups: commensals and MBI.
VIRIDANS_GROUPS: Final = MappingProxyType(
    {
        "Streptococcus anginosus group": words_of("anginosus constellatus intermedius milleri"),
        "Streptococcus bovis group": words_of(
            "alactolyticus bovis equinus gallolyticus infantarius lutetiensis macedonicus pasteurianus waius"
        ),
        "Streptococcus mitis group": words_of(
            "australis bouchesdurhonensis chosunensis cristatus crista dentisani downii gwangjuense halitosis "
            "infantis lactarius mitior mitis oligofermentans oralis peroris pseudopneumoniae rubneri sinensis "
            "timonensis tigurinus toyakuensis vulneris massiliensis"
        ),
        "Streptococcus mutans group": words_of(
            "criceti cricetus dentapri dentirousetti devriesei downei ferus macacae mutans orisuis orisratti ratti "
            "rattus sobrinus troglodytae ursoris"
        ),
        "Streptococcus salivarius group": words_of("hyointestinalis salivarius thermophilus vestibularis"),
        "Streptococcus sanguinis group": words_of("gordonii parasanguinis parasanguis sanguinis sanguis"),
    }
)
VIRIDANS: Final = frozenset(species for group in VIRIDANS_GROUPS.values() for species in group)
OTHER_STREPTOCOCCI: Final = words_of(
    "acidominimus agalactiae caballi canis castoreus difficilis didelphis dysgalactiae entericus equi "
    "equisimilis gallinaceus halichoeri henryi hongkongensis hyovaginalis ictaluri iniae marimammalium "
    "merionis minor ovis pleomorphus parasuis parauberis phocae plurextorum pluranimalium pneumoniae porci porcinus "
    "porcorum pseudoporcinus pyogenes rupicaprae ruminantium shiloi suis thoraltensis uberis urinalis "
    "zooepidemicus"
)
# A subspecies that counts: S. schleiferi alone is no commensal, subspecies schleiferi is.
COMMENSAL_SUBSPECIES: Final = frozenset({("Staphylococcus", "schleiferi", "schleiferi")})
# Species whose flags are not their genus': (common commensal, MBI).
FLAG_EXCEPTIONS: Final = MappingProxyType(
    {
        ("Bacillus", "anthracis"): (False, False),
        ("Corynebacterium", "diphtheriae"): (False, False),
        ("Clostridioides", "difficile"): (False, False),
    }
)

# Excluded everywhere: dimorphic and other fungi, and vector-borne bacteria, that are not hospital-acquired.
EXCLUDED_EVERYWHERE: Final = words_of(
    "Blastomyces Histoplasma Coccidioides Paracoccidioides Cryptococcus Pneumocystis Anaplasma Ehrlichia "
    "Borrelia Rickettsia Ajellomyces Borreliella Filobasidiella"
)
# Excluded as the sole pathogen of a primary BSI; a secondary one may have them.
EXCLUDED_AS_PRIMARY: Final = words_of("Salmonella Shigella Yersinia Campylobacter Listeria Vibrio Giardia")
EXCLUDED_SPECIES_AS_PRIMARY: Final = frozenset({("Clostridioides", "difficile")})

# What laboratories abbreviate ("E. coli", "Kleb pneumo") and misspell: clinical species by genus.
CLINICAL_SPECIES: Final = MappingProxyType(
    {
        "Staphylococcus": " ".join(sorted(COAGULASE_NEGATIVE | COAGULASE_POSITIVE)),
        "Streptococcus": " ".join(sorted(VIRIDANS | OTHER_STREPTOCOCCI)),
        "Enterococcus": (
            "faecalis faecium avium casseliflavus durans gallinarum hirae mundtii raffinosus cecorum flavescens"
        ),
        "Escherichia": "coli albertii fergusonii hermannii marmotae",
        "Klebsiella": (
            "pneumoniae oxytoca aerogenes variicola quasipneumoniae michiganensis granulomatis ozaenae "
            "rhinoscleromatis grimontii"
        ),
        "Enterobacter": "cloacae hormaechei asburiae cancerogenus kobei ludwigii bugandensis roggenkampii",
        "Citrobacter": "freundii koseri amalonaticus braakii farmeri youngae sedlakii werkmanii rodentium",
        "Serratia": "marcescens liquefaciens odorifera rubidaea fonticola plymuthica ureilytica",
        "Proteus": "mirabilis vulgaris penneri hauseri",
        "Providencia": "stuartii rettgeri alcalifaciens rustigianii",
        "Morganella": "morganii",
        "Hafnia": "alvei paralvei",
        "Edwardsiella": "tarda hoshinae",
        "Raoultella": "ornithinolytica planticola terrigena",
        "Pantoea": "agglomerans ananatis dispersa septica calida",
        "Kluyvera": "ascorbata cryocrescens georgiana intermedia",
        "Cronobacter": "sakazakii malonaticus turicensis",
        "Leclercia": "adecarboxylata",
        "Lelliottia": "amnigena",
        "Pluralibacter": "gergoviae",
        "Salmonella": "enterica bongori typhi paratyphi typhimurium enteritidis choleraesuis",
        "Shigella": "dysenteriae flexneri boydii sonnei",
        "Yersinia": "enterocolitica pestis pseudotuberculosis",
        "Pseudomonas": (
            "aeruginosa fluorescens putida stutzeri mendocina luteola oryzihabitans alcaligenes "
            "pseudoalcaligenes mosselii"
        ),
        "Acinetobacter": (
            "baumannii calcoaceticus haemolyticus johnsonii junii lwoffii nosocomialis pittii radioresistens "
            "ursingii bereziniae"
        ),
        "Stenotrophomonas": "maltophilia",
        "Burkholderia": "cepacia cenocepacia multivorans gladioli pseudomallei mallei vietnamiensis",
        "Achromobacter": "xylosoxidans denitrificans ruhlandii insolitus",
        "Alcaligenes": "faecalis",
        "Ralstonia": "pickettii mannitolilytica insidiosa",
        "Sphingomonas": "paucimobilis",
        "Sphingobacterium": "multivorum spiritivorum",
        "Elizabethkingia": "meningoseptica anophelis miricola",
        "Chryseobacterium": "indologenes gleum",
        "Brevundimonas": "diminuta vesicularis",
        "Ochrobactrum": "anthropi intermedium",
        "Comamonas": "testosteroni kerstersii",
        "Delftia": "acidovorans",
        "Aeromonas": "hydrophila caviae veronii sobria dhakensis",
        "Plesiomonas": "shigelloides",
        "Vibrio": "cholerae vulnificus parahaemolyticus alginolyticus",
        "Haemophilus": "influenzae parainfluenzae haemolyticus parahaemolyticus ducreyi",
        "Aggregatibacter": "actinomycetemcomitans aphrophilus segnis",
        "Eikenella": "corrodens",
        "Kingella": "kingae denitrificans",
        "Cardiobacterium": "hominis valvarum",
        "Pasteurella": "multocida canis pneumotropica",
        "Moraxella": "catarrhalis lacunata nonliquefaciens osloensis",
        "Neisseria": "meningitidis gonorrhoeae sicca mucosa subflava lactamica cinerea",
        "Capnocytophaga": "canimorsus ochracea sputigena gingivalis",
        "Campylobacter": "jejuni coli fetus lari upsaliensis",
        "Helicobacter": "pylori cinaedi fennelliae",
        "Legionella": "pneumophila longbeachae micdadei",
        "Bordetella": "pertussis parapertussis bronchiseptica holmesii",
        "Brucella": "abortus melitensis suis canis",
        "Francisella": "tularensis",
        "Bartonella": "henselae quintana",
        "Listeria": "monocytogenes",
        "Bacillus": (
            "cereus subtilis licheniformis pumilus anthracis megaterium circulans thuringiensis simplex "
            "sphaericus coagulans"
        ),
        "Corynebacterium": "striatum jeikeium amycolatum urealyticum diphtheriae minutissimum xerosis "
        "pseudodiphtheriticum "
        "tuberculostearicum afermentans aurimucosum ulcerans pseudotuberculosis propinquum simulans "
        "kroppenstedtii accolens",
        "Cutibacterium": "acnes avidum granulosum namnetense",
        "Propionibacterium": "propionicum freudenreichii",
        "Micrococcus": "luteus lylae",
        "Kocuria": "kristinae rosea rhizophila varians",
        "Rothia": "mucilaginosa dentocariosa aeria",
        "Rhodococcus": "hoagii equi",
        "Lactobacillus": "acidophilus gasseri crispatus jensenii iners",
        "Lacticaseibacillus": "rhamnosus casei paracasei",
        "Gemella": "haemolysans morbillorum sanguinis",
        "Abiotrophia": "defectiva",
        "Granulicatella": "adiacens elegans",
        "Aerococcus": "viridans urinae sanguinicola",
        "Leuconostoc": "mesenteroides citreum lactis",
        "Pediococcus": "acidilactici pentosaceus",
        "Actinomyces": "israelii naeslundii odontolyticus oris viscosus meyeri",
        "Nocardia": "asteroides farcinica nova brasiliensis cyriacigeorgica",
        "Mycobacterium": (
            "tuberculosis avium intracellulare kansasii fortuitum abscessus chelonae marinum bovis leprae "
            "gordonae xenopi"
        ),
        "Clostridium": (
            "perfringens septicum tertium ramosum innocuum butyricum botulinum tetani sordellii clostridioforme"
        ),
        "Clostridioides": "difficile",
        "Bacteroides": "fragilis thetaiotaomicron ovatus uniformis caccae stercoris",
        "Parabacteroides": "distasonis merdae goldsteinii",
        "Phocaeicola": "vulgatus dorei",
        "Prevotella": "bivia buccae melaninogenica intermedia oralis disiens",
        "Porphyromonas": "gingivalis asaccharolytica",
        "Fusobacterium": "nucleatum necrophorum mortiferum varium",
        "Veillonella": "parvula dispar atypica",
        "Eggerthella": "lenta",
        "Finegoldia": "magna",
        "Parvimonas": "micra",
        "Peptostreptococcus": "anaerobius stomatis",
        "Peptoniphilus": "asaccharolyticus harei",
        "Bifidobacterium": "bifidum longum breve dentium adolescentis",
        "Candida": "albicans glabrata krusei tropicalis parapsilosis dubliniensis lusitaniae guilliermondii "
        "auris kefyr "
        "orthopsilosis metapsilosis famata rugosa norvegensis pelliculosa inconspicua utilis haemulonii",
        "Saccharomyces": "cerevisiae",
        "Cryptococcus": "neoformans gattii",
        "Trichosporon": "asahii mucoides",
        "Rhodotorula": "mucilaginosa glutinis",
        "Malassezia": "furfur pachydermatis",
        "Aspergillus": "fumigatus flavus niger terreus nidulans versicolor",
        "Fusarium": "solani oxysporum",
        "Histoplasma": "capsulatum",
        "Coccidioides": "immitis posadasii",
        "Pneumocystis": "jirovecii carinii",
        "Toxoplasma": "gondii",
        "Mycoplasma": "pneumoniae hominis genitalium",
        "Ureaplasma": "urealyticum parvum",
        "Treponema": "pallidum",
        "Coxiella": "burnetii",
    }
)
