"""Terms with their common commensal and mucosal barrier injury (MBI) flags, written by hand by the manual's logic.

Most stand nowhere in the tables of the product: new species of known genera, subspecies, serovars, groups, renamed
taxa. Expected by NHSN chapter 4: coagulase-negative staphylococci, Bacillus but B. anthracis, Corynebacterium but C.
diphtheriae and their like are commensals; viridans streptococci and Rothia are both; Enterobacterales, enterococci,
Candida, lactobacilli and the anaerobes of the gut are MBI.
"""

_COMMENSALS = """
Pauljensenia hongkongensis; Tsukamurella tyrosinosolvens;
Actinomyces neuii; Actinomyces oris; Aerococcus sanguicola; Aerococcus sanguinicola; Aerococcus urinaeequi; Aerococcus
christensenii; Arthrobacter agilis; Arthrobacter pascens; Arthrobacter rhombi; Arthrobacter mysorens; Arthrobacter
viscosus; Arthrobacter oxydans; Arthrobacter crystallopoietes; Bacillus cereus group; Bacillus circulans group;
Bacillus subtilis spizizenii; Bacillus subtilis inaquosorum; Bacillus jeotgali; Bacillus vireti; Bacillus halmapalus;
Bacillus asahii; Bacillus salexigens; Bacillus simplex; Bacillus thermoglucosidasius; Bacillus gelatini; Bacillus
gornadae; Bacillus pulvifaciens; Bacillus stearothermophilus; Bacillus flexus; Bacillus horti; Bacillus humi; Bacillus
soli; Bacillus lentus; Bacillus niacini; Bacillus odysseyi; Brevibacillus agri; Brevibacillus centrosporus;
Brevibacterium mcbrellneri; Brevibacterium linens; Cellulomonas humilata; Cellulomonas hominis; Corynebacterium
afermentans afermentans; Corynebacterium afermentans lipophilum; Corynebacterium aquaticum; CDC Corynebacterium group
G-2; Corynebacterium hoagii; Corynebacterium manihot; Corynebacterium tenuis; Corynebacterium group, CDC;
Corynebacterium group A-3, CDC; Corynebacterium group A-4, CDC; Corynebacterium group A-5, CDC; Corynebacterium group
B-1, CDC; Corynebacterium group B-3, CDC; Corynebacterium group C, CDC; Corynebacterium group D-1, CDC;
Corynebacterium group E, CDC; Corynebacterium group F-1, CDC; Corynebacterium group F-2, CDC; Corynebacterium group
I-1, CDC; Corynebacterium group I-2, CDC; Corynebacterium variabile; Corynebacterium mycetoides; Corynebacterium
felinum; Corynebacterium sphenisci; Gordonia sputi; Gordonia terrae; Janibacter hoylei; Kytococcus sedentarius;
Leifsonia xyli; Microbacterium oxydans; Microbacterium imperiale; Micrococcus nishinomiyaensis; Micrococcus
antarcticus; Oerskovia turbata; Paenibacillus larvae; Paenibacillus edaphicus; Propionibacterium acidipropionici;
Propionibacterium freudenreichii fredenreichii; Propionibacterium freudenreichii shermanii; Propionibacterium
prionicus; Propioniferax innocus; Roseomonas cervicalis; Rummeliibacillus pycnus; Solibacillus silvestris; Rhodococcus
fascians; Rhodococcus gordoniae; Staphylococcus arlettae; Staphylococcus capitis urealyticus; Staphylococcus
condimenti; Elastase-producing strain Staphylococcus epidermidis; Staphylococcus hominis novobiosepticus;
Staphylococcus saprophyticus bovis; Staphylococcus schleiferi schleiferi; Staphylococcus sciuri carnaticus;
Staphylococcus sciuri rodentium; Staphylococcus scuiri scuiri; Staphylococcus simulans biovar staphylolyticus;
Staphylococcus succinus casei; Staphylococcus vitulus; Staphylococcus felis; Staphylococcus muscae; Tsukamurella
pulmonis; Trueperella bernardiae; Turicella otitidis; Mammaliicoccus sciuri; Priestia megaterium; Peribacillus
simplex; Niallia circulans; Lysinibacillus fusiformis; Cytobacillus kochii; Schaalia odontolytica; Winkia neuii;
Gleimia europaea; Cutibacterium namnetense; Cutibacterium modestum; Kocuria marina; Kocuria palustris; Dermacoccus
nishinomiyaensis; Paenarthrobacter ilicis; Glutamicibacter creatinolyticus; Micrococcus aloeverae; Micrococcus
endophyticus; Corynebacterium tuberculostearicum; Corynebacterium kefirresidentii; Corynebacterium
pseudodiphtheriticum; Corynebacterium sanguinis; Rhodococcus erythropolis; Gordonia bronchialis; Tsukamurella
tyrosinosolvens; Staphylococcus argensis; Staphylococcus petrasii; Staphylococcus pseudoxylosus; Staphylococcus
massiliensis; Staphylococcus borealis; Bacillus subtilis subsp. natto; Bacillus thuringiensis serovar israelensis;
Brevibacterium ravenspurgense; Brevibacterium paucivorans; Microbacterium foliorum; Aerococcus urinaehominis;
Staphylococcus lugdunensis; Staph. cohnii ssp. urealyticus; Roseomonas gilardii; Janibacter melonis; Leifsonia
aquatica; Arthrobacter woluwensis; Dermabacter hominis; Brevibacillus borstelensis; Paenibacillus glucanolyticus;
Actinomyces radingae; Trueperella pyogenes; Arcanobacterium haemolyticum; Cellulomonas denverensis
"""
_COMMENSALS_AND_MBI = """
Streptococcus constellatus constellatus; Streptococcus constellatus pharyngis; Streptococcus dolonei; Streptococcus
equinus; Streptococcus gallolyticus pasteurianus; Streptococcus lutetiensis; Streptococcus sanguis II; Streptococcus
macacae; Streptococcus mitis group; Streptococcus, viridans group; Streptococcus pseudopneumoniae; Rothia aeria;
Rothia kristinae; Rothia dentocariosa; Streptococcus cristatus; Streptococcus infantis; Streptococcus peroris;
Streptococcus salivarius subsp. thermophilus; Streptococcus infantarius subsp. infantarius; Streptococcus gallolyticus
subsp. macedonicus; Streptococcus massiliensis; Streptococcus anginosus subsp. whileyi; Streptococcus sobrinus;
Streptococcus oralis subsp. tigurinus; Streptococcus alactolyticus; Streptococcus bovis group; Streptococcus milleri;
Streptococcus sinensis; Streptococcus rubneri; Streptococcus mutans; viridans streptococci, not S. pneumoniae
"""
_MBI = """
Segatella copri; Hoylesella timonensis; Anaerobutyricum hallii; Phytobacter ursingii; Slackia exigua;
Alistipes; Alistipes putredinis; Alloscardovia omnicolens; Anaerococcus tretradius; Anaerorhabdus furcosus;
Anaerobiospirillum succinoproducens; Bacteroides massiliensis; Bacteroides nordii; Bacteroides tectum; Bacteroides
tectus; Bifidobacterium breve; Blautia coccoides; Bilophila wadsworthia; Butyricimonas; Butyricimonas virosa;
Buttiauxella noackiae; Calymmatobacterium; Capnocytophaga hemolytica; Cedecea species 3; Cedecea species 5; CDC
Enteric Group 58; Citrobacter gillenii; Clostridium, not C. perfringens; Clostridium bartlettii; Clostridium
botulinum, type A; Clostridium botulinum, type E; Clostridium botulinum, type F; Clostridium celerecrescens;
Clostridium malenominatum; Clostridium novyi, type A; Clostridium novyi, type B; Clostridium spiroforme; Clostridium
intestinale; Clostridium carnis; Collinsella stercoris; Cronobacter muytjensii; Dialister micraerophilus; Edwardsiella
ictaluri; Edwardsiella tarda, biogroup 1; Eggerthella sinesis; Eggerthia catenaformis; Enterobacter amnigenus biogroup
I; Enterobacter amnigenus biogroup II; multiple drug-resistant Enterobacter cloacae; Enterobacter cloacae complex;
Enterobacter intermedius; Enterobacter aerogenes; Enterobacter pyrinus; Enterococcus asini; Enterococcus dispar;
Enterococcus pallens; Enterococcus phoeniculicola; Escherichia coli, inactive; Eubacterium brachy; Eubacterium tenue;
Eubacterium hadrum; Eubacterium rectale; Filifactor villosus; Fusobacterium naviforme; Fusobacterium nucleatum
polymorphum; Gemella bergeriae; Hafnia alvei biogroup I; Helcococcus sueciensis; Helicobacter acinonychis;
Helicobacter bizzozeroni; Helicobacter rappini; carbapenem resistant Klebsiella pneumoniae; Klebsiella singaporensis;
Kosakonia; Kosakonia cowanii; Lactobacillus uli; Lactobacillus brevis; Lactobacillus sakei; Lelliottia
nimipressuralis; Leminorella richardii; Leuconostoc pseudomesenteroides; Mitsuokella multacida; Moellerella
wisconsensis; Mogibacterium vescum; Morganella morganii, biogroup 1; Morganella morganii sibonii; Obesumbacterium
proteus; Odoribacter splanchnicus; Pantoea ananatis; Parabacteroides goldsteinii; Bacteroides goldsteinii;
Pediococcus; Pediococcus acidilactici; Peptoniphilus ivorii; Peptostreptococcus asaccharolyticus; Porphyromonas gulae;
Prevotella oralis group; Prevotella multisaccharivorax; multiple drug-resistant Proteus mirabilis; Proteus
myxofaciens; Providencia heimbachae; Rahnella aquatilis; Ruminococcus gnavus; Sarcina ventriculi; Serratia marcescens,
Biogroup I; Serratia odorifera biogroup 1; Serratia proteamaculans quinovora; Slackia exigua; Tannerella forsythia;
Tatumella ptyseos; Tetragenococcus halophilus; Trabulsiella guamensis; Veillonella criceti; Weissella confusa;
Yokenella; Averyella; Candida auris; Candida catenulata; Candida ciferrii; Candida guilliermondii var
membranaefaciens; Torulopsis candida; Candida sake; Candida vini; Candida stellatoidea; Geotrichum candidum;
Geotrichum klebahnii; Kluyveromyces lactis; Pichia anomala; Pichia farinosa; Saccharomyces cerevisiae; Candida
lambica; Pichia; Candida nivariensis; Candida bracarensis; Candida duobushaemulonii; Candida palmioleophila;
Nakaseomyces glabratus; Clavispora lusitaniae; Enterococcus thailandicus; Enterococcus lactis; Enterococcus
malodoratus; Klebsiella grimontii; Klebsiella quasivariicola; Klebsiella huaxiensis; Enterobacter roggenkampii;
Enterobacter xiangfangensis; Enterobacter bugandensis; Citrobacter portucalensis; Serratia nematodiphila; Serratia
bockelmannii; Raoultella electrica; Pantoea septica; Pantoea vagans; Cedecea neteri; Kluyvera georgiana; Escherichia
marmotae; Escherichia ruysiae; Hafnia paralvei; Edwardsiella piscicida; Providencia vermicola; Proteus terrae; Proteus
columbae; Morganella psychrotolerans; Rahnella inusitata; Lacticaseibacillus rhamnosus; Limosilactobacillus fermentum;
Ligilactobacillus salivarius; Lactiplantibacillus plantarum; Leuconostoc garlicum; Weissella cibaria; Pediococcus
pentosaceus; Bacteroides faecis; Bacteroides xylanisolvens; Bacteroides cellulosilyticus; Parabacteroides johnsonii;
Prevotella timonensis; Prevotella histicola; Prevotella bergensis; Fusobacterium gonidiaformans; Fusobacterium
periodonticum; Leptotrichia wadei; Leptotrichia hongkongensis; Veillonella rogosae; Veillonella tobetsuensis;
Dialister invisus; Clostridium ramosum; Clostridium paraputrificum; Clostridium cadaveris; Clostridium symbiosum;
Paeniclostridium sordellii; Paraclostridium bifermentans; Hathewaya histolytica; Enterocloster clostridioformis;
Peptostreptococcus stomatis; Peptoniphilus gorbachii; Peptoniphilus coxii; Anaerococcus murdochii; Anaerococcus
octavius; Finegoldia magna; Eggerthella sinensis; Slackia heliotrinireducens; Collinsella aerofaciens; Atopobium
parvulum; Bifidobacterium animalis subsp. lactis; Bifidobacterium scardovii; Gemella asaccharolytica; Granulicatella
para-adiacens; Abiotrophia defectiva; Capnocytophaga leadbetteri; Saccharomyces boulardii; Pichia kluyveri;
Helicobacter bilis
"""
_NEITHER = """
Faucicola osloensis; Lophomonas blattarum; Elizabethkingia anophelis; Mycobacteroides chelonae; Coniochaeta hoffmannii;
Achromobacter, group Vd biotype 1; Achromobacter, group Vd biotype 2; carbapenem resistant Acinetobacter;
Acinetobacter genospecies 3; Acinetobacter calcoaceticus-baumannii complex; Actinobacillus hominis; Actinobacillus
ureae; Actinomadura; Actinomadura latina; Actinomadura madurae; Actinomadura pelletieri; Aeromonas caviae complex;
Aeromonas media; Aeromonas salmonicida smithia; Aeromonas trota; Afipia clevelandensis; Alcaligenes xylosoxidans
xylosoxidans; Alishewanella fetalis; Alloiococcus otitis; Aneurinibacillus aneurinilyticus; Avibacterium gallinarum;
Azospirillum brasilense; Balneatrix alpica; Bartonella vinsonii arupensis; Bartonella vinsonii berkhoffii; Bergeyella
zoohelcum; Bacillus anthracis; Bordetella avium; Borrelia afzelii; Brachyspira aalborgi; Brevundimonas; Brucella suis;
Budvicia aquatica; Bulleidia extructa; Burkholderia lata; Burkholderia latens; Burkholderia metallica; Butyrivibrio
hungatei; Butyrivibrio fibrisolvens; Campylobacter coli; Campylobacter cryaerophila; Campylobacter fetus venerealis;
Campylobacter jejuni doylei; Campylobacter sputorum bubulus; Cardiobacterium; Cardiobacterium valvarum;
Catenibacterium mitsuokai; Catonella morbi; EF-4; CDC group EF-4b; CDC group IVc-2; CDC Group Vb-3; Chryseomonas;
Chryseomonas luteola; Chromobacterium violaceum; Chlamydophila abortus; Clostridium difficile; Comamonas aquatica;
Coprococcus eutactus; Corynebacterium diphtheriae; Cupriavidus necator; Delftia; Dermatophilus congolensis;
Desulfomonas pigra; Dysgonomonas gadei; Erwinia persicina; Erysipelothrix tonsillarum; Exiguobacterium;
Exiguobacterium acetylicum; Facklamia sourekii; Flavobacterium mitzutaii; CDC group IIe; CDC group IIh; CDC group IIi;
Fluoribacter; Francisella; Francisella tularensis; Gallicola barnesae; Globicatella; Globicatella sanguinis;
Globicatella sulfidifaciens; Grimontia hollisae; Haemophilus influenzae type a; Haemophilus influenzae type b;
Haemophilus influenzae, biotype I; Haemophilus influenzae, biotype VIII; Haemophilus influenzae, not b; Haemophilus
parainfluenzae, biotype I; Haemophilus paraphrophilus; Helminthosporium; Holdemania; Holdemania filiformis; Inquilinus
limosus; Kerstersia gyiorum; Kingella potus; Kurthia bessoni; Kroppenstedtia eburnea; Lachnoanaerobaculum orale;
Lactococcus lactis; Legionella sainthelens; Legionella lytica; Legionella bozemanae; Leptospira interrogans serogroup
Autumnalis; Leptospira interrogans serogroup Ballum; Leptospira interrogans, serogroup Bataviae; Leptospira
interrogans, serogroup Canicola; Leptospira interrogans, serogroup Pomona; Listeria grayi; Listeria innocua;
Macrococcus carouselicus; Macrococcus equipercicus; Massilia timonae; Methylobacterium zatmanii; Mobiluncus curtisii;
Micromonospora chalcea; Moraxella boevrei; Moraxella oblonga; Mycobacterium brumae; Mycobacterium abscessus bolletii;
Mycobacterium, avium-intracellulare group; Mycobacterium chesapeaki; Mycobacterium lacus; Mycobacterium phlei;
Mycobacterium triplex; Mycobacterium terrae complex; Mycoplasma pirum; Neisseria elongata nitroreducens; Neisseria
meningitidis serogroup A; Neisseria meningitidis serogroup W135; Neisseria oralis; Neorickettsia sennetsu;
Nesterenkonia halobia; Nocardia otitis caviarum; Nocardia africana; Nocardiopsos synnemataformans; Ochrobactrum
intermedium; Orientia tsutsugamushi; Pandoraea apista; Paraburkholderia fungorum; Paracoccus; Paracoccus yeei;
Parascardovia denticolens; Pasteurella multocida gallicida; Pasteurella caballi; Pectobacterium; Peptococcus niger;
Photobacterium damselae damselae; Photorhabdus temperata; Pragia fontium; Propionimicrobium lymphophilum;
Pseudoclavibacter; Pseudomonas, group VA-1; Pseudomonas mosselii; Psychrobacter immobilis; Ralstonia paucula;
Rhizobium vitis; Rickettsia typhi; Robinsoniella; Robinsoniella peoriensis; Salmonella bongori; Scardovia inopinata;
Selenomonas noxia; Serpulina jonesii; Simonsiella muelleri; Spirillum minus; Sporolactobacillus laevolacticus;
Sporosarcina; Streptobacillus moniliformis; Staphylococcus delphini; Staphylococcus hyicus; Staphylococcus lutrae;
Staphylococcus intermedius; Staphylococcus pseudintermedius; Staphylococcus schleiferi; Streptococcus dysgalactiae
equisimilis; Streptococcus, group E; Streptococcus, group L; Streptococcus suis; Streptococcus uberis; Streptococcus
canis; Streptomyces albus; Streptomyces candidus; Streptomyces spectabilis; Succinivibrio; Succinivibrio
dextrinosolvens; Sutterella wadsworthensis; Tatlockia; Thermoactinomyces; Treponema pallidum pertenue; Tropheryma
whipplei; Turicibacter sanguinis; Ureaplasma parvum; Vagococcus fluvialis; Vibrio cholerae, O1; Vibrio cholerae,
non-O1; Virgibacillus; Virgibacillus pantothenticus; Weeksella virosa; Wolinella succinogenes; Xenorhabdus
nematophila; Yersinia pestis; Yersinia ruckeri; Anaerobe; Anaerobic Gram-negative bacillus; Anaerobic Gram-positive
coccobacillus; Gram-positive coccus; Gram-negative bacillus, non-fermentative; Acid-fast bacillus; Acremonium potroni;
Alternaria infectoria; Aspergillus flavipes; Aspergillus ustus; Aureobasidium; Basidiobolus ranarum; Beauveria alba;
Bipolaris hawaiiense; Blastoschizomyces; Chaetomium atrobrunneum; Cladosporium herbarum; Coniothyrium; Cryptococcus
humicola; Cyberlindnera fabianii; Exophiala werneckii; Fusarium poae; Kloeckera; Kodamaea ohmeri; Leptosphaeria
tompkinsii; Loboa; Malassezia ovale; Mucor rouxians; Meyerozyma guilliermondii; Neoscytalidium dimidiatum; Ochroconis
gallopava; Ogataea polymorpha; Paecilomyces variotii; Penicillium commune; Phaeococcomyces; Phaeococcomyces
exophialae; Phialophora europaea; Piedraia hortae; Prototheca zopfii; Pseudozyma aphidids; Rhizopus stolonifer;
Rhodotorula minuta; Saprochaete; Sarcinosporon; Sarcinosporon inkin; Scedosporium boydii; Schizophyllum commune;
Schwanniomyces polymorphus; Scopulariopsis acremonium; Sporobolomyces roseus; Sporothrix schenkii; Sporotrichum
pruinosum; Stachybotrys chartarum; Stephanoascus ciferrii; Talaromyces ruber; Trichoderma viride; Trichosporon
loubieri; Wangiella dermatitidis; Fungus; Yeast; Mold; Dimorphic fungi; Human adenovirus; Arenavirus; Astroviridae; BK
Polyomavirus; Bocavirus; Bunyaviridae; Calicivirus; California encephalitis virus; Chikungunya virus; Human
cytomegalovirus 5; Ebolavirus; Human echovirus; Hepatitis D virus; Herpesviridae; Human immunodeficiency virus type I;
Human T-lymphotropic virus 1; Influenza virus; Influenzavirus type A, avian, H1N1 strain; Marburgvirus;
Mastadenovirus; Molluscum contagiosum virus; Orthoreovirus; Human parainfluenza viruses; Parvovirus; Picornavirus
group; Polyomavirus; Rift Valley fever virus; Simian Virus 40; Venezuelan equine encephalomyelitis virus; Xenotropic
murine leukemia virus-related virus; Virus; Human papillomavirus; Variola virus; Acanthamoeba; Ascaris; Babesia
microti; Cysticercus; Entamoeba histolytica/dispar; Entamoeba polecki; Pediculus humanus; Rhinosporidium; Sarcoptes
scabiei; Plasmodium ovale; Protozoan; Parasite; Creutzfeldt-Jakob agent; Trypanosoma brucei; Staphylococcus argenteus;
Staphylococcus schweitzeri; Staphylococcus coagulans; Staphylococcus roterodami; Streptococcus pneumoniae serotype
19A; Streptococcus pyogenes emm1; Streptococcus equi subsp. zooepidemicus; Streptococcus parauberis; Streptococcus
iniae; Pseudomonas monteilii; Pseudomonas otitidis; Pseudomonas guariconensis; Acinetobacter soli; Acinetobacter
seifertii; Acinetobacter bereziniae; Acinetobacter variabilis; Stenotrophomonas rhizophila; Burkholderia contaminans;
Achromobacter insolitus; Achromobacter mucicolens; Ralstonia insidiosa; Sphingomonas koreensis; Elizabethkingia
anophelis; Chryseobacterium gleum; Chryseobacterium hominis; Ochrobactrum tritici; Brucella melitensis; Francisella
tularensis; Yersinia pestis; Salmonella enterica serovar Typhi; Salmonella enterica subsp. arizonae; Salmonella
Dublin; Salmonella Paratyphi A; Salmonella Group B; Shigella sonnei; Vibrio vulnificus; Vibrio cholerae O139;
Campylobacter fetus; Campylobacter hyointestinalis; Legionella pneumophila serogroup 1; Haemophilus influenzae,
nontypeable; Neisseria meningitidis group W-135; Neisseria mucosa; Moraxella nonliquefaciens; Pasteurella dagmatis;
Aeromonas dhakensis; Plesiomonas shigelloides; Listeria monocytogenes serotype 4b; Erysipelothrix rhusiopathiae;
Nocardia cyriacigeorgica; Nocardia abscessus; Mycobacterium chimaera; Mycobacterium bovis BCG; Mycobacterium
mucogenicum group; Mycolicibacterium neoaurum; Clostridioides difficile; Lactococcus garvieae; Vagococcus fluvialis;
Facklamia hominis; Globicatella sanguinis; Actinotignum schaalii; Gardnerella vaginalis; Parvimonas micra;
Solobacterium moorei; Desulfovibrio fairfieldensis; Sneathia amnii; Cryptococcus gattii; Trichosporon inkin;
Rhodotorula mucilaginosa; Malassezia sympodialis; Meyerozyma caribbica; Kodamaea ohmeri; Lodderomyces elongisporus;
Magnusiomyces clavatus; Fusarium keratoplasticum; Aspergillus lentulus; Aspergillus calidoustus; Rhizopus microsporus;
Lichtheimia ramosa; Scedosporium aurantiacum; Exophiala oligosperma; Histoplasma capsulatum var. duboisii;
Coccidioides posadasii; Pneumocystis jirovecii; Plasmodium falciparum; Toxoplasma gondii; Strongyloides stercoralis;
Leishmania infantum; Trypanosoma cruzi; Babesia divergens; Human metapneumovirus; Enterovirus D68; Influenza A virus
H3N2; Hepatitis E virus; Norovirus GII; Parechovirus; Torque teno virus; Treponema pallidum; Leptospira
borgpetersenii; Borrelia miyamotoi; Rickettsia conorii; Coxiella burnetii; Bartonella henselae; Ehrlichia chaffeensis;
Anaplasma phagocytophilum; Tropheryma whipplei; Mycoplasma hominis; Ureaplasma parvum; Chlamydia trachomatis;
Wohlfahrtiimonas chitiniclastica; Ignatzschineria indica
"""


def _terms(text: str) -> list[str]:
    return [" ".join(term.split()) for term in text.split(";")]


FLAGS = [
    (term, common_commensal, mbi)
    for text, common_commensal, mbi in (
        (_COMMENSALS, True, False),
        (_COMMENSALS_AND_MBI, True, True),
        (_MBI, False, True),
        (_NEITHER, False, False),
    )
    for term in _terms(text)
]
