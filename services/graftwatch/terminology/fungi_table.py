"""Fungal and parasitic genera by kind, with the MBI flag of the gut yeasts; none is a common commensal.

Source: taxonomy as in MycoBank and the NHSN manual (2026), chapter 4. Kinds follow what a laboratory would see
at 37 °C: dimorphic fungi are apart, because the manual excludes most of them. Microsporidia and algae
(Prototheca) stand with the parasites and the yeasts that they are reported with.
"""

from typing import Final

from graftwatch.terminology.bacteria_table import GenusRow
from graftwatch.terminology.organism import OrganismKind

_YEAST: Final = OrganismKind.YEAST
_MOULD: Final = OrganismKind.MOULD
_DIMORPHIC: Final = OrganismKind.DIMORPHIC_FUNGUS
_PARASITE: Final = OrganismKind.PARASITE

FUNGI: Final = (
    GenusRow("yeasts of the gut", "Candida Geotrichum Kluyveromyces Pichia Saccharomyces", mbi=True, kind=_YEAST),
    # Yeasts once called Candida keep the flag of Candida through synonyms.py where the list names them so.
    GenusRow("Nakaseomyces and its kin", "Nakaseomyces Torulopsis Issatchenkia Candidozyma", mbi=True, kind=_YEAST),
    GenusRow(
        "other ascomycetous yeasts",
        "Clavispora Meyerozyma Debaryomyces Lodderomyces Cyberlindnera Kodamaea Lachancea Ogataea Schwanniomyces "
        "Saprochaete Magnusiomyces Stephanoascus Blastoschizomyces Dipodascus Galactomyces Hansenula "
        "Hanseniaspora Kloeckera Wickerhamomyces Wickerhamiella Yarrowia Zygosaccharomyces Metschnikowia "
        "Sporopachydermia Saccharomycopsis Trichomonascus Diutina Torulaspora Brettanomyces Dekkera Starmerella "
        "Millerozyma Yamadazyma Sarcinosporon Nakazawaea Arxula Blastobotrys Arxiozyma Citeromyces Eremothecium "
        "Hyphopichia Kazachstania Komagataella Kuraishia Kurtzmaniella Nadsonia Pachysolen Phaffomyces "
        "Saturnispora Schizosaccharomyces Sugiyamaella Teunomyces Tetrapisispora Vanderwaltozyma Wickerhamia "
        "Zygoascus Zygotorulaspora Babjeviella Ambrosiozyma Nematospora",
        kind=_YEAST,
    ),
    GenusRow(
        "basidiomycetous yeasts",
        "Cryptococcus Rhodotorula Malassezia Trichosporon Sporobolomyces Rhodosporidium Cutaneotrichosporon "
        "Apiotrichum Filobasidiella Filobasidium Naganishia Papiliotrema Vishniacozyma Pseudozyma Moesziomyces "
        "Pityrosporum Kwoniella Cystobasidium Bullera Tremella Sterigmatomyces Leucosporidium Bandoniozyma "
        "Bensingtonia Curvibasidium Dioszegia Dirkmeia Erythrobasidium Fellomyces Guehomyces Holtermanniella "
        "Itersonilia Mrakia Phaffia Rhynchogastrema Solicoccozyma Symmetrospora Tausonia Tilletiopsis Udeniomyces "
        "Xanthophyllomyces",
        kind=_YEAST,
    ),
    GenusRow("yeast-like", "Prototheca Chlorella Pneumocystis", kind=_YEAST),
    GenusRow(
        "dimorphic fungi",
        "Blastomyces Histoplasma Coccidioides Paracoccidioides Ajellomyces Emmonsia Emergomyces Sporothrix Loboa "
        "Lacazia Emmonsiellopsis",
        kind=_DIMORPHIC,
    ),
    GenusRow(
        "hyaline moulds",
        "Aspergillus Penicillium Talaromyces Fusarium Acremonium Sarocladium Paecilomyces Purpureocillium "
        "Scopulariopsis Microascus Scedosporium Pseudallescheria Lomentospora Trichoderma Beauveria Metarhizium "
        "Chrysosporium Gliocladium Gliomastix Trichothecium Verticillium Cylindrocarpon Neosartorya Emericella "
        "Eurotium Petriella Petriellidium Monascus Malbranchea Sepedonium Sporotrichum Chrysonilia Neurospora "
        "Schizophyllum Coprinus Coprinopsis Hormographiella Engyodontium Parengyodontium Lecanicillium "
        "Simplicillium Isaria Cordyceps Allescheria Hypocrea Myriodontium Phanerochaete Irpex Bjerkandera "
        "Volutella Byssochlamys Rasamsonia Thermomyces Thermoascus Hamigera Geomyces Pseudogymnoascus Gymnoascus "
        "Myceliophthora Thermothelomyces Onychocola Neocosmospora Bisifusarium Oidiodendron Tritirachium Botrytis "
        "Monilia Stachybotrys Arthrographis Acrostalagmus Amauroascus Aphanoascus Arachnomyces Bettsia "
        "Cephaliophora Cephalosporium Ceriporia Cylindrocladium Cephalotrichum Doratomyces Gibberella Gymnascella "
        "Melanocarpus Monocillium Monosporium Nannizziopsis Nectria Oospora Ovadendron Paracremonium "
        "Paranannizziopsis Peniophora Perenniporia Pochonia Quambalaria Rhizoctonia Sagenomella Spiromastix "
        "Spiromastigoides Subramaniula Thanatephorus Trametes Adiaspiromyces",
        kind=_MOULD,
    ),
    GenusRow(
        "dermatophytes",
        "Trichophyton Microsporum Epidermophyton Arthroderma Nannizzia Lophophyton Paraphyton Keratinomyces Ctenomyces",
        kind=_MOULD,
    ),
    GenusRow(
        "dematiaceous moulds",
        "Alternaria Aureobasidium Bipolaris Botryosphaeria Chaetomium Cladophialophora Cladosporium Coniothyrium "
        "Curvularia Cyphellophora Drechslera Epicoccum Exophiala Exserohilum Fonsecaea Graphium Helminthosporium "
        "Hormonema Lasiodiplodia Lecythophora Coniochaeta Leptosphaeria Madurella Nattrassia Neoscytalidium "
        "Neotestudina Nigrospora Ochroconis Verruconis Phaeoacremonium Phaeoannellomyces Phialemonium "
        "Phialemoniopsis Phialophora Phoma Piedraia Pithomyces Pleurophoma Pleurophomopsis Pleurostomophora "
        "Pleurostoma Pyrenochaeta Ramichloridium Rhinocladiella Scolecobasidium Scytalidium Setosphaeria "
        "Stemphylium Torula Trematosphaeria Falciformispora Medicopsis Ulocladium Veronaea Wangiella Cladorrhinum "
        "Anthopsis Arnium Arthrinium Aposphaeria Ascotricha Colletotrichum Corynespora Dichotomophthora Didymella "
        "Diaporthe Dissitimurus Hendersonula Hortaea Knufia Lophotrichus Microsphaeropsis Mycocentrospora "
        "Mycoleptodiscus Myrothecium Nodulisporium Oidium Papulaspora Peyronellaea Phomopsis Phyllosticta "
        "Polycytella Polypaecilum Pseudochaetosphaeronema Roussoella Sphaeropsis Sporormiella Taeniolella "
        "Tetraploa Phaeococcomyces Sarcinomyces Thermomucor Thielavia Thysanophora Tripospermum Wallemia Stenella "
        "Xylohypha Zalerion Sydowia Acrophialophora Chalara Cochliobolus Emarellia Hongkongmyces Macrophomina "
        "Memnoniella Mycosphaerella Neocucurbitaria Neodeightonia Nigrograna Paraconiothyrium Parathyridaria "
        "Periconia Pestalotiopsis Phaeosclera Phaeotrichoconis Pleospora Preussia Rhytidhysteron Tintelnotia "
        "Triadelphia Trichocladium Zopfia Zasmidium Dactylaria",
        kind=_MOULD,
    ),
    GenusRow(
        "mucoraceous moulds",
        "Mucor Rhizopus Rhizomucor Lichtheimia Absidia Mycocladus Cunninghamella Apophysomyces Saksenaea "
        "Syncephalastrum Cokeromyces Actinomucor Mortierella Conidiobolus Basidiobolus Entomophthora Circinella "
        "Zygorhynchus Choanephora Phycomyces Pilobolus Gilbertella",
        kind=_MOULD,
    ),
    GenusRow(
        "oomycetes and others",
        "Pythium Lagenidium Rhinosporidium Ustilago Glenospora Pseudomicrodochium Synchytrium",
        kind=_MOULD,
    ),
)
PARASITES: Final = (
    GenusRow(
        "protozoa",
        "Entamoeba Endolimax Iodamoeba Dientamoeba Naegleria Acanthamoeba Balamuthia Sappinia Giardia Chilomastix "
        "Enteromonas Retortamonas Trichomonas Pentatrichomonas Tritrichomonas Leishmania Trypanosoma Plasmodium "
        "Babesia Theileria Toxoplasma Cryptosporidium Cyclospora Cystoisospora Isospora Sarcocystis Eimeria "
        "Balantidium Balantioides Neobalantidium Blastocystis Encephalitozoon Enterocytozoon Microsporidium "
        "Nosema Pleistophora Trachipleistophora Vittaforma Anncaliia Brachiola Tubulinosema Neospora Hartmannella "
        "Vahlkampfia Paravahlkampfia Lophomonas Besnoitia Caryospora Cercomonas Embadomonas Hammondia Hexamita "
        "Histomonas Herpetomonas Leptomonas Mastigamoeba Nyctotherus Spironucleus Trichomitus Crithidia "
        "Entopolypoides Hepatozoon Cytauxzoon",
        kind=_PARASITE,
    ),
    GenusRow(
        "helminths",
        "Ancylostoma Angiostrongylus Parastrongylus Anisakis Ascaris Baylisascaris Brugia Capillaria Calodium "
        "Contracaecum Clonorchis Dicrocoelium Dioctophyma Dipetalonema Diphyllobothrium Dibothriocephalus "
        "Adenocephalus Dipylidium Dirofilaria Dracunculus Echinococcus Echinostoma Enterobius Eurytrema "
        "Eustrongylides Fasciola Fasciolopsis Gastrodiscoides Gnathostoma Gongylonema Haemonchus Heterophyes "
        "Hymenolepis Inermicapsifer Lagochilascaris Loa Macracanthorhynchus Mansonella Mesocestoides Metagonimus "
        "Metorchis Moniliformis Multiceps Nanophyetus Necator Oesophagostomum Onchocerca Opisthorchis Ostertagia "
        "Paragonimus Philometra Physaloptera Pseudoterranova Raillietina Rodentolepis Schistosoma Sparganum "
        "Spirometra Strongyloides Syngamus Mammomonogamus Taenia Ternidens Thelazia Toxascaris Toxocara "
        "Trichinella Trichobilharzia Trichostrongylus Trichuris Watsonius Wuchereria Bertiella Alaria Bunostomum "
        "Uncinaria Cysticercus Acanthocheilonema Amphimerus Aonchotheca Apophallus Artyfechinostomum Bolbosoma "
        "Centrocestus Corynosoma Diplogonoporus Echinochasmus Echinoparyphium Episthmium Fischoederius "
        "Gigantobilharzia Gordius Gymnophalloides Halicephalobus Haplorchis Himasthla Hysterothylacium "
        "Isthmiophora Ligula Mathevotaenia Meloidogyne Meningonema Micronema Nematodirus Neodiplostomum "
        "Orientobilharzia Paramphistomum Phaneropsolus Plagiorchis Procerovum Prosthodendrium Pseudamphistomum "
        "Pygidiopsis Rhabditis Setaria Spirocerca Stellantchasmus Strongylus Cooperia Turbatrix Ophidascaris",
        kind=_PARASITE,
    ),
    GenusRow(
        "arthropods and others",
        "Pediculus Pthirus Phthirus Sarcoptes Demodex Cimex Dermatobia Cordylobia Tunga Ixodes Dermacentor "
        "Amblyomma Ornithodoros Pulex Linguatula Armillifer Gasterophilus Hypoderma Oestrus Cochliomyia Cuterebra "
        "Lucilia Musca Sarcophaga Wohlfahrtia Rhipicephalus Trombicula Hirudo Limnatis Ctenocephalides Xenopsylla "
        "Cheyletiella Dermanyssus Aedes Anopheles Argas Calliphora Chrysomya Chrysops Culex Dermatophagoides "
        "Echidnophaga Eristalis Eutrombicula Fannia Glossina Haemaphysalis Hyalomma Leptotrombidium Liponyssoides "
        "Nosopsyllus Notoedres Ornithonyssus Otodectes Panstrongylus Phlebotomus Phormia Piophila Porocephalus "
        "Psychoda Pyemotes Rhodnius Simulium Stomoxys Tabanus Triatoma Tyrophagus Liposcelis",
        kind=_PARASITE,
    ),
)
