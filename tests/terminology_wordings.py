"""Wordings of laboratories and what each stands for, written by hand; for the tests of the terminology.

A line of RESOLVED is the canonical name and the wordings that stand for it. UNRESOLVED holds names that nobody can
know, ambiguous abbreviations and two organisms at once; NOT_AN_ORGANISM denials, comments and amounts.
"""

_RESOLVED = r"""
Abiotrophia/Granulicatella = ABIOTROPHIA/GRANULICATELLA SPECIES
Acinetobacter baumannii = A. baumannii | Acinetobacter baumannii complex
Acinetobacter baumannii = Acinetobacter calcoaceticus-baumannii complex | Acinetobacter baumanii
Acinetobacter baumannii = Acinetobacter baumani
Acinetobacter lwoffii = Acinetobacter lwoffi
Aeromonas = Aeromonas hydrophila/caviae
Alpha-hemolytic streptococcus = Alpha haemolytic streptococci | α-Streptococcus | α-hemolytic Streptococcus
Anaerobic Gram-negative bacillus = Anaerobic gram negative bacilli
Anaerobic Gram-positive bacillus = ANAEROBIC GRAM POSITIVE ROD(S)
Aspergillus = Aspergillus sp
Aspergillus fumigatus = Aspergilus fumigatus
Bacillus = BACILLUS SPECIES; NOT ANTHRACIS | Bacillus sp | Bacillus species | Bacillus spp. (non-anthracis)
Bacillus = バチルス属
Bacillus anthracis = Bacillus antracis
Bacillus cereus = Bacillus cereus group | Bacillus cereus | B. cereus
Bacillus, not B. anthracis = Bacillus sp. not anthracis
Bacteroides = Bacteroides sp.
Bacteroides fragilis = B. fragilis | Bacteroides fragilis group | Bacteroides fragilis gp
Burkholderia cepacia = BURKHOLDERIA (PSEUDOMONAS) CEPACIA
Candida = Candida sp. | カンジダ属 | Candida (unspecified) | Non-albicans Candida | Candida sp. (not C. albicans)
Candida = Candida albicans / dubliniensis | Candida foo | Candida X-17
Escherichia coli = E. coli X-17 | E. coli foo
Staphylococcus = Staphylococcus sp. X-17 | Staphylococcus sp. in ward 5B
Gram-negative bacillus = GNR x2 | Slender Gram negative rods seen in 2 of 2 bottles, Dr A informed | GNR x 2 bottles
Gram-positive coccus in clusters = Many Gram positive cocci in clusters after 14 hours
Candida albicans = CANDIDA ALBICANS, PRESUMPTIVE IDENTIFICATION | C. albicans | C albicans | Candida albicans(+)
Candida albicans = カンジダ・アルビカンス | Canidida albicans | Candida albicens
Candida glabrata = Candida glabrata | Nakaseomyces glabratus | Nakaseomyces glabrata (Candida glabrata)
Candida glabrata = Candida glabrata (Nakaseomyces glabratus) | C. glabrata
Candida krusei = Pichia kudriavzevii | C. krusei
Candida parapsilosis = Candida parapsilosis complex | C. parapsilosis
Candida tropicalis = C. tropicalis
Citrobacter freundii = C. freundii | Citrobacter freundi
Clostridioides difficile = Clostridium difficile | C. diff
Clostridium = Clostridium sp.
Clostridium perfringens = Clostridium perfringens | C. perfringens
Coagulase-negative staphylococci = CNS | CoNS | コアグラーゼ陰性ブドウ球菌 | ｺｱｸﾞﾗｰｾﾞ陰性ﾌﾞﾄﾞｳ球菌
Coagulase-negative staphylococci = Staphylococcus species, coagulase negative | Staph coag neg
Coagulase-negative staphylococci = STAPHYLOCOCCUS, COAGULASE NEGATIVE
Coagulase-negative staphylococci = Coagulase-negative Staphylococcus species | Coag. neg. staph
Coagulase-negative staphylococci = coagulase negative staphylococci (not S. lugdunensis)
Coagulase-negative staphylococci = Staphylococcus coagulase negative | MRCNS
Coagulase-negative staphylococci = Probable skin contaminant: coagulase negative Staphylococcus
Coagulase-negative staphylococci = Coagulase Negative Staph x2 | Coag Neg Staph | coag-neg staph
Coagulase-negative staphylococci = CNS x 1 bottle | non-aureus Staphylococcus
Coagulase-positive staphylococci = coagulase-positive Staphylococcus
Corynebacterium = CORYNEBACTERIUM SPECIES (DIPHTHEROIDS) | Corynebacterium sp. | コリネバクテリウム属
Corynebacterium diphtheriae = Corynebacterium diptheriae
Corynebacterium striatum = Corynebacterium striatum (2 of 2 sets)
Cryptococcus neoformans = Cryptococcus neoformans
Cutibacterium acnes = PROPIONIBACTERIUM ACNES | P. acnes | C. acnes | Cutibacterium (Propionibacterium) acnes
Cutibacterium acnes = Cutibacterium acnes (formerly Propionibacterium acnes)
Diarrheagenic Escherichia coli = ESCHERICHIA COLI O157:H7
Diphtheroids = Diphtheroids | Diphtheroid bacilli | Coryneform
Entamoeba coli = Entamoeba coli
Enterobacter = Enterobacter cloacae/asburiae
Enterobacter cloacae = ENTEROBACTER CLOACAE COMPLEX | Enterobacter cloacae (AmpC) | Enterobacter clocae
Enterobacter cloacae = Entrobacter cloacae
Enterobacterales = Enterobacteriaceae
Enterococcus = VRE | 腸球菌属 | PROBABLE ENTEROCOCCUS | Vanc-resistant Enterococcus | Enterococcus species
Enterococcus faecalis = Enterococcus fecalis | Enterococcus faecalis VRE | E. faecalis | E.faecalis
Enterococcus faecalis = Isolated from broth only: Enterococcus faecalis | Enteroccocus faecalis
Enterococcus faecium = VRE (E. faecium) | E faecium | Enterococcus faecium (VRE)
Enterococcus faecium = Enterococcus faecium - vancomycin resistant
Escherichia coli = Escherichia coli ESBL+ | E.coli | E. coli | 大腸菌 | 1+ Escherichia coli
Escherichia coli = Escherichia coli (>100,000 CFU) | >100,000 CFU/mL Escherichia coli | Isolated: E. coli
Escherichia coli = Escherichia  coli | Ｅ．ｃｏｌｉ | Escherichia coli* | "Escherichia coli" | Escherichia coli^ESBL
Escherichia coli = ESCHERICHIA COLI (ESBL PRODUCING) | E. coli (ESBL) | ESBL-producing E. coli | ESBL E.coli
Escherichia coli = Escherichia coli 3+ | Escherichia coli +++ | Escherichia coli 10^5 CFU/mL
Escherichia coli = 1. Escherichia coli | #1 Escherichia coli | Organism 1: Escherichia coli
Escherichia coli = Moderate growth of Escherichia coli | Positive for Escherichia coli
Escherichia coli = Escherichia coli detected | Escherichia coli DNA detected by PCR | Escherichia coli: Positive
Escherichia coli = 大腸菌 (ESBL産生) | E. coli ESBL(+) | E. coli ESBL(-) | E. coli, ESBL negative | E. Coli
Escherichia coli = Esch. coli | Esch coli | Eschericia coli | Escherichia colli | Escherichia coli, not ESBL
Fusobacterium nucleatum = Fusobacterium nucleatum
Gram-negative bacillus = グラム陰性桿菌を認める | GRAM NEGATIVE ROD(S) | gram(-) rods | Gm neg rods | GNR
Gram-negative bacillus = Gram negative bacilli | Gram Negative Rods | GNB | グラム陰性桿菌 | GNR陽性
Gram-negative bacillus, non-fermentative = NON-FERMENTER, NOT PSEUDOMONAS AERUGINOSA
Gram-positive bacillus = Gram-stain: gram positive rods | グラム陽性桿菌
Gram-positive coccus = Gram positive cocci | グラム陽性球菌 | GRAM POSITIVE COCCUS(COCCI) | Gram + cocci | GPC
Gram-positive coccus = GPC(cluster) | G(+) cocci | gram positive cocci (staph-like) | ｸﾞﾗﾑ陽性球菌 | GPC(+)
Gram-positive coccus in chains = Gram pos cocci in chains | GPC in chains
Gram-positive coccus in clusters = GPC in clusters | GRAM POSITIVE COCCUS(COCCI) IN CLUSTERS
Gram-positive coccus in clusters = Gram stain: GPC in clusters | GPC-clusters | Gram-positive cocci, clusters
Gram-positive coccus in clusters = G(+) cocci in clusters
Gram-positive coccus in pairs = Gram-positive cocci in pairs and chains
Gram-positive coccus in pairs = Gram Positive Cocci in Pairs and Clusters
Gram-variable bacillus = gram variable rod
Haemophilus influenzae = HAEMOPHILUS INFLUENZAE, BETA-LACTAMASE NEGATIVE
Haemophilus influenzae = HAEMOPHILUS INFLUENZAE, BETA LACTAMASE POSITIVE | H. influenzae
Haemophilus influenzae = Haemophilus influenzae BLNAR | Haemophilus influenza | Hemophilus influenzae
Klebsiella = Klebsiella sp. (not K. pneumoniae)
Klebsiella aerogenes = KLEBSIELLA (ENTEROBACTER) AEROGENES | Enterobacter aerogenes
Klebsiella aerogenes = Klebsiella aerogenes (formerly Enterobacter aerogenes)
Klebsiella aerogenes = Enterobacter aerogenes (Klebsiella aerogenes)
Klebsiella pneumoniae = Kleb pneumo | Kleb. pneumoniae | Klebsiella pneumonia
Klebsiella pneumoniae = Klebsiella pneumoniae ss pneumoniae | K pneumoniae ESBL | ESBL K. pneumoniae
Klebsiella pneumoniae = Klebsiella pneumoniae carbapenemase (KPC) positive | CRE - Klebsiella pneumoniae
Klebsiella pneumoniae = Klebsiella pneumoniae (KPC) | (2+) Klebsiella pneumoniae | 肺炎桿菌 | Klebsiela pneumoniae
Klebsiella pneumoniae = Culture positive for Klebsiella pneumoniae; no ESBL detected
Lacticaseibacillus rhamnosus = Lactobacillus rhamnosus
Listeria = Listeria
Listeria monocytogenes = L. monocytogenes | Listeria monocytogenes
Micrococcus = Micrococcus sp
Micrococcus luteus = Micrococcus luteus
Micrococcus/Stomatococcus = MICROCOCCUS/STOMATOCOCCUS SPECIES
Morganella morganii = M. morganii | Morganella morgani
Mould = MOLD
Mycobacterium avium = Mycobacterium avium complex
Neisseria = NEISSERIA SPECIES NOT GONORRHOEAE
Neisseria meningitidis = Neisseria meningitidis serogroup B
Peptostreptococcus = Peptostreptococcus
Proteus mirabilis = P. mirabilis | Proteus mirabillis
Providencia stuartii = Providencia stuarti
Pseudomonas = Pseudomonas sp. not aeruginosa
Pseudomonas aeruginosa = 緑膿菌 | Psuedomonas aeruginosa | Pseudomonas aeroginosa
Pseudomonas aeruginosa = Gram-negative rods: Pseudomonas aeruginosa | P. aeruginosa | Ps. aeruginosa
Pseudomonas aeruginosa = Pseudomonas aeruginosa (mucoid) | Mucoid Pseudomonas aeruginosa
Pseudomonas aeruginosa = Heavy growth Pseudomonas aeruginosa
Rothia mucilaginosa = ROTHIA (STOMATOCOCCUS) MUCILAGINOSA
Salmonella = Salmonella sp. group D
Salmonella enterica = Salmonella enterica serovar Typhi
Salmonella enteritidis = Salmonella Enteritidis
Serratia marcescens = セラチア・マルセッセンス
Serratia marcescens = S. marcescens | Serratia marcesens
Staphylococcus = Staphylococcus | Staphylococcus sp | Few Gram positive cocci resembling Staphylococcus
Staphylococcus = Gram positive cocci in clusters suggestive of Staphylococcus | Staph species
Staphylococcus = Gram positive cocci resembling staphylococci | Staphylococcus, not S. aureus
Staphylococcus = Staphylococcus species not aureus
Staphylococcus aureus = S.aureus (MRSA) | 黄色ブドウ球菌 | 黄色ブドウ球菌(MRSA)
Staphylococcus aureus = Staphylococcus aureus isolated from aerobic bottle | STAPH AUREUS COAG +
Staphylococcus aureus = POSITIVE FOR METHICILLIN RESISTANT STAPH AUREUS | Stapylococcus aureus | ?Staph aureus
Staphylococcus aureus = Positive: Staph aureus | Staphylococcus aureus - see comment
Staphylococcus aureus = Staphylococcus aureus. No further workup. | Staphylococcus aureus, no MRSA
Staphylococcus aureus = Presumptive Staph aureus, identification pending
Staphylococcus aureus = Staphylococcus aureus (methicillin susceptible) | S. aureus MSSA | ＭＲＳＡ
Staphylococcus aureus = Staphylococcus aureus PCR: positive | mecA not detected; Staphylococcus aureus detected
Staphylococcus aureus = Staph aureus MRSA isolated | Staphylococcus aureus ssp. aureus | MRSA陽性
Staphylococcus aureus = メチシリン耐性黄色ブドウ球菌
Staphylococcus aureus = Staph aureus, MRSA negative | Staphyloccocus aureus | Staphylococcus aereus
Staphylococcus aureus = Staphylococcus aureus in both bottles, call to ward 5B
Staphylococcus aureus = Staphylococcus aureus isolated. No MRSA.
Staphylococcus capitis = Growth of Staphylococcus capitis
Staphylococcus coagulans = Staphylococcus schleiferi ss coagulans
Staphylococcus epidermidis = Staph. epidermidis | S. epi | S epidermidis
Staphylococcus epidermidis = Staphylococcus epidermidis, probable contaminant
Staphylococcus epidermidis = Staphylococcus epidermidis (contaminant?) | Staphylococcus epidermidus
Staphylococcus epidermidis = Staphlococcus epidermidis | Methicillin-resistant Staphylococcus epidermidis | MRSE
Staphylococcus epidermidis = Coagulase negative staphylococcus, Staphylococcus epidermidis
Staphylococcus epidermidis = Aerobic bottle: Staphylococcus epidermidis
Staphylococcus epidermidis = Staphylococcus epidermidis in 1 of 2 bottles
Staphylococcus epidermidis = few colonies of Staphylococcus epidermidis | Rare Staphylococcus epidermidis
Staphylococcus epidermidis = 表皮ブドウ球菌 | Staph epi - contaminant
Staphylococcus epidermidis = No MRSA seen. Staphylococcus epidermidis isolated.
Staphylococcus haemolyticus = S. haemolyticus | Staph. haem. | Staphylococcus hemolyticus
Staphylococcus hominis = CNS (Staphylococcus hominis) | Isolate 1: Staphylococcus hominis subsp. hominis
Staphylococcus hominis = Staph. hominis | S. hominis
Staphylococcus lugdunensis = STAPHYLOCOCCUS LUGDUNENSIS | S. lugdunensis
Staphylococcus saprophyticus = Staphylococcus saprophyticus subsp. saprophyticus
Staphylococcus schleiferi = Staphylococcus schleiferi
Staphylococcus schleiferi schleiferi = Staphylococcus schleiferi subsp. schleiferi
Staphylococcus warneri = Staphylococcus warneri (coagulase negative)
Stenotrophomonas maltophilia = STENOTROPHOMONAS (XANTHOMONAS) MALTOPHILIA | S. maltophilia
Stenotrophomonas maltophilia = Stenotrophomonas maltophila
Streptococcus = Streptococcus sp. nov | Strep species | Streptococcus species, not pneumoniae
Streptococcus = Streptococcus, not group A
Streptococcus agalactiae = BETA STREPTOCOCCUS GROUP B | Group B Strep | Strep Group B | GBS
Streptococcus agalactiae = Streptococcus agalactiae (GBS) | Strep agalactiae gp B | B群溶連菌 | Ｂ群溶連菌
Streptococcus anginosus group = STREPTOCOCCUS ANGINOSUS (MILLERI) GROUP
Streptococcus bovis = S. bovis
Streptococcus bovis group = Streptococcus bovis group
Streptococcus gallolyticus = Strep gallolyticus
Streptococcus mitis/oralis = STREPTOCOCCUS MITIS/ORALIS
Streptococcus pneumoniae = Strep pneumo | S. pneumoniae | 肺炎球菌 | Streptococcus pneumoniae (PRSP)
Streptococcus pneumoniae = Streptoccocus pneumoniae | Streptococcus pneumonia
Streptococcus pyogenes = Streptococcus (Group A Beta Hemolytic) | Beta-haemolytic streptococcus Group A
Streptococcus pyogenes = β-Streptococcus (group A) | beta strep group A | Group A Streptococcus (S. pyogenes)
Streptococcus pyogenes = Streptococcus pyogenes (Group A)
Varicella-zoster virus = VARICELLA-ZOSTER VIRUS
Viridans group streptococci = VIRIDANS STREPTOCOCCI | Streptococcus viridans | Strep. viridans | viridans strep
Viridans group streptococci = Strep. sp. (viridans group) | alpha-hemolytic strep, viridans group
Viridans group streptococci = Streptococcus, viridans group | 緑色レンサ球菌
Yeast = yeast | Yeast seen | Yeast, not Cryptococcus | Yeast species, not Candida albicans | Yeast-like fungus
Yeast = budding yeast | Budding yeast with pseudohyphae | 酵母様真菌
Acid-fast bacillus = acid fast rods | AFB
Acinetobacter calcoaceticus = Herellea vaginicola | Acinetobacter anitratus
Acinetobacter lwoffii = Mima polymorpha
Bacillus = Few Bacillus | Bacillus sp., presumptive | Bacillus spp
Bacillus anthracis = anthrax bacillus | Bacillus anthrasis | Bacillus antracis
Bordetella pertussis = Bordet-Gengou bacillus
Brucella abortus = Bacillus abortus | Brucella melitensis biovar abortus | B. abortus
Brucella melitensis = Micrococcus melitensis
Burkholderia pseudomallei = Whitmore's bacillus | Malleomyces pseudomallei
CDC group = CDC group IIe | CDC group IVc-2 | CDC GROUP VB-3 | EF-4
Candida albicans = Oidium albicans
Capnocytophaga canimorsus = CDC group DF-2
Chryseobacterium indologenes = CDC GROUP IIB
Clostridium perfringens = Clostridium welchii | gas bacillus | Welchia perfringens
Corynebacterium diphtheriae = Diphtheria bacillus | Klebs-Loeffler bacillus | Corynebacterium dipteria
Corynebacterium diphtheriae = Corynebacterium diptheriae
Corynebacterium jeikeium = CDC coryneform group JK | Corynebacterium group JK
Cupriavidus necator = Cupriavidus necator
Cutibacterium acnes = Corynebacterium acnes | Corynebacterium parvum
Enterobacterales = CDC Enteric Group 58
Enterococcus durans = Streptococcus durans
Finegoldia magna = Peptococcus magnus
Fungus = Fungus | 真菌 | fungi
Fusobacterium necrophorum = Sphaerophorus necrophorus | Actinomyces necrophorus
Gardnerella vaginalis = Corynebacterium vaginale | Haemophilus vaginalis
Gram-negative bacillus = Gram negative rods | Gram-neg rod | gram negative bacilli
Haemophilus influenzae = Pfeiffer's bacillus
Klebsiella aerogenes = Aerobacter aerogenes | Klebsiella mobilis
Klebsiella pneumoniae = Friedlander's bacillus
Kodamaea ohmeri = Candida ohmeri | Pichia ohmeri
Moraxella catarrhalis = Micrococcus catarrhalis | Neisseria catarrhalis
Mycobacterium leprae = Hansen's bacillus
Neisseria cinerea = Micrococcus cinereus
Nocardia asteroides = Actinomyces asteroides
Peptoniphilus asaccharolyticus = Staphylococcus asaccharolyticus | Peptococcus asaccharolyticus
Prion = Creutzfeldt-Jakob agent
Pseudomonas aeruginosa = Pseudomonas pyocyanea
Pseudomonas chlororaphis = Bacillus chlororaphis
Pseudomonas putida = Arthrobacter siderocapsulatus
Rothia dentocariosa = Actinomyces dentocariosus
Saprochaete capitata = Geotrichum capitatum | Blastoschizomyces capitatus
Shigella dysenteriae = Shiga's bacillus
Staphylococcus aureus = Staphylococcus pyogenes aureus | Micrococcus pyogenes var aureus
Stenotrophomonas = Stenotrophamonas sp.
Streptobacillus moniliformis = Haverhillia moniliformis
Toxigenic Corynebacterium = Corynebacterium, toxigenic
Weeksella virosa = CDC group IIf
Xenotropic murine leukemia virus related virus = Xenotropic murine leukemia virus-related virus
Yersinia pestis = plague bacillus
"""
_UNRESOLVED = r"""
E. fae | S. intermedius | Staphylococcus foobaris | Foobarella barensis | xyz | Unknown organism | ESBL
Staphylococcus aureus and Escherichia coli | E. coli, K. pneumoniae | Streptococcus pneumoniae antigen | 不明
STAAUR | Staphylococcus epidermidis/Staphylococcus hominis | CNST | To be continued | TNP | ECOLI | Influenza A
Foobarella barensis isolated from aerobic bottle | Growth of Foobarella barensis
Foobarella barensis, see comment | Staphylococcus foobaris, final | Final report: Xyzbacter sp.
Bacteria X-17 | Bacteria X 17 | Bacterium novum | Novum bacterium | Bacteria | Bacterium
Gram negative rod foo | Foo gram negative rods | Gram negative foo rods | GNR foo | Aerobic bacteria foo | yeast blah
Blah yeast | Mould X17 | Gram negative rods, foo | Staphylococcus zzz | Streptococcus zzz | Staph. zzz
Coliform bacteria foo | organism X-17
"""
_NOT_AN_ORGANISM = r"""
no Staphylococcus aureus isolated | No growth at 5 days | No growth | 発育を認めず | 菌の発育を認めず | mixed skin flora
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
"""


def _wordings(line: str) -> list[str]:
    return [wording.strip() for wording in line.split("|") if wording.strip()]


RESOLVED = [
    (wording, name.strip())
    for name, _, wordings in (line.partition("=") for line in _RESOLVED.strip().splitlines())
    for wording in _wordings(wordings)
]
UNRESOLVED = [wording for line in _UNRESOLVED.splitlines() for wording in _wordings(line)]
NOT_AN_ORGANISM = ["", *(wording for line in _NOT_AN_ORGANISM.splitlines() for wording in _wordings(line))]
