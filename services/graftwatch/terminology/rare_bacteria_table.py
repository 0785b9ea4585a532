"""Bacterial genera that laboratories name rarely: of water and soil, of the gut, and newly described ones.

Source: the orders and classes of the List of Prokaryotic names with Standing in Nomenclature. None of them is given as
a common commensal or as an organism of mucosal barrier injury by the families that the NHSN manual (2026) names, so
each is a pathogen without flags. The genera of the common findings, with their flags, stand in bacteria_table.py.
"""

from typing import Final

from graftwatch.terminology.bacteria_table import GenusRow

RARE_BACTERIA: Final = (
    GenusRow(
        "Micrococcales",
        "Agreia Beutenbergia Bogoriella Demetria Devriesea Frigoribacterium Georgenia Haloactinobacterium "
        "Isoptericola Klugiella Leucobacter Luteipulveratus Microcella Microterricola Mobilicoccus Myceligenerans "
        "Plantibacter Pseudoglutamicibacter Salana Schumannella Serinicoccus Timonella Yaniella Yimella",
    ),
    GenusRow("Actinomycetales", "Caseobacter Flaviflexus"),
    GenusRow("Propionibacteriales", "Friedmanniella Kribbella Micropruina Propionicimonas"),
    GenusRow("Mycobacteriales", "Millisia"),
    GenusRow(
        "other actinomycetes",
        "Actinocorallia Actinokineospora Actinomycetospora Actinosynnema Asanoa Catenuloplanes Cryptosporangium "
        "Dactylosporangium Faenia Frankia Herbidospora Kineosporia Klenkia Microtetraspora Modestobacter "
        "Nakamurella Planobispora Planomonospora Quadrisphaera Rubrobacter Solirubrobacter Spirillospora "
        "Sporichthya Stackebrandtia Streptacidiphilus Streptomonospora Thermobifida Thermobispora Thermocrispum "
        "Thermopolyspora Umezawaea",
    ),
    GenusRow("Coriobacteriales", "Denitrobacterium Enterorhabdus Senegalimassilia"),
    GenusRow(
        "Bacillales",
        "Aeribacillus Alkalibacillus Cerasibacillus Filibacter Hazenella Mechercharimyces Planifilum "
        "Psychrobacillus Tumebacillus",
    ),
    GenusRow("Lactobacillales", "Aerosphaera Allofustis Pilibacter"),
    GenusRow(
        "Clostridia",
        "Acetivibrio Alkaliphilus Anaerobacter Anaerobranca Anaerobutyricum Anaerocolumna Anaerosalibacter "
        "Anaerosphaera Caloramator Clostridiisalibacter Criibacterium Dehalobacter Eisenbergiella Ethanoligenens "
        "Faecalicatena Fastidiosipila Fusicatenibacter Garciella Gelria Gemmiger Gracilibacter Guggenheimella "
        "Halanaerobium Howardella Hydrogenoanaerobacterium Lachnobacterium Lactonifactor Marvinbryantia "
        "Natronincola Orenia Oscillibacter Peptoanaerobacter Pseudobutyrivibrio Ruthenibacterium Sedimentibacter "
        "Sporanaerobacter Sporobacter Sporohalobacter Syntrophococcus Tepidibacter Thermoanaerobacterium "
        "Vallitalea",
    ),
    GenusRow("Erysipelotrichales", "Coprobacillus Faecalicoccus Faecalitalea Sharpea"),
    GenusRow("Negativicutes", "Allisonella Anaeromusca Anaerosinus Pectinatus Pelosinus Succinispira"),
    GenusRow("Bacteroidales", "Duncaniella Macellibacteroides Mariniphaga Paludibacter Petrimonas"),
    GenusRow("Synergistales", "Anaerobaculum Dethiosulfovibrio"),
    GenusRow(
        "Flavobacteriia and their kin",
        "Aequorivita Algoriphagus Arcicella Arenibacter Cellulophaga Chryseolinea Croceibacter Dyadobacter "
        "Emticicia Filimonas Flectobacillus Fluviicola Fulvivirga Gillisia Hydrotalea Kaistella Kordia "
        "Leadbetterella Leeuwenhoekiella Lutibacter Maribacter Mesonia Mucilaginibacter Muricauda Niabella "
        "Nonlabens Olleya Parapedobacter Planobacterium Polaribacter Pontibacter Psychroflexus Psychroserpens "
        "Salegentibacter Salinibacter Soonwooa Vitellibacter Winogradskyella Zobellia Zunongwangia",
    ),
    GenusRow(
        "Alphaproteobacteria",
        "Albidovulum Aminobacter Ancylobacter Aquamicrobium Asticcacaulis Beijerinckia Belnapia Bombella "
        "Chelatococcus Craurococcus Croceicoccus Defluviimonas Elstera Falsiroseomonas Gemmobacter "
        "Haematospirillum Hirschia Holospora Jannaschia Komagataeibacter Labrys Magnetospirillum Methylocystis "
        "Methylosinus Microvirga Muricoccus Neorhizobium Neoroseomonas Nitrobacter Oceanicola Oligotropha "
        "Paracraurococcus Phenylobacterium Pleomorphomonas Porphyrobacter Pseudaminobacter Pseudolabrys "
        "Pseudoroseomonas Rhodobaca Rhodomicrobium Rhodoplanes Roseobacter Roseococcus Roseospira "
        "Rubellimicrobium Rubritepida Ruegeria Saccharibacter Sagittula Shimia Siccirubricoccus Skermanella "
        "Sphingosinicella Stappia Starkeya Sulfitobacter Teichococcus Thalassospira Tistrella Tropicibacter "
        "Zavarzinia",
    ),
    GenusRow(
        "Betaproteobacteria",
        "Aquincola Aquitalea Azonexus Brackiella Caldimonas Castellaniella Corticibacter Curvibacter "
        "Dechloromonas Deefgea Diaphorobacter Herminiimonas Hylemonella Ideonella Jeongeupia Lampropedia Malikia "
        "Melaminivora Methylobacillus Methyloversatilis Mitsuaria Nitrosospira Noviherbaspirillum Ottowia "
        "Oxalicibacterium Parapusillimonas Pigmentiphaga Prolinoborus Pseudoduganella Pseudorhodoferax "
        "Ramlibacter Rhizobacter Rhodocyclus Rubrivivax Rugamonas Schlegelella Simplicispira Stenoxybacter "
        "Tetrathiobacter Thauera Thiobacillus Undibacterium Zoogloea",
    ),
    GenusRow(
        "Gammaproteobacteria",
        "Acidithiobacillus Alkanindiges Bisgaardia Carnimonas Chelonobacter Chromatium Cobetia Colwellia "
        "Cycloclasticus Dokdonella Eionea Enhydrobacter Frederiksenia Fulvimonas Gallaecimonas Glaciecola "
        "Hydrocarboniphaga Kangiella Kistimonas Leucothrix Marinobacterium Methylomonas Microbulbifer Nevskia "
        "Perlucidibaca Psychromonas Reinekea Rheinheimera Saccharophagus Salinimonas Thiothrix Thorsellia "
        "Umboniibacter Vulcaniibacterium Zobellella Zooshikella Zymobacter",
    ),
    GenusRow(
        "others",
        "Acidobacterium Arthrospira Bacteriovorax Brevinema Corallococcus Edaphobacter Elusimicrobium Fibrobacter "
        "Gemmatimonas Geobacter Geovibrio Haliangium Haploplasma Lawsonia Meiothermus Myxococcus Nautilia "
        "Opitutus Pelobacter Planctomyces Singulisphaera Sphaerobacter Sulfurimonas Thermomicrobium Thermotoga "
        "Thermus Verrucomicrobium",
    ),
)
